"""An identity provider on a port of this machine: Authlib's server, with a key of its own."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread

import pytest
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, jsonify, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server


@dataclass
class Registered(ClientMixin):
    """The one client that the provider knows."""

    client_id: str
    secret: str
    redirect_uri: str

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return self.redirect_uri

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret):
        return secrets.compare_digest(self.secret, client_secret)

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given, and for what."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    user: dict
    code_challenge: str
    code_challenge_method: str
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class CodeGrant(grants.AuthorizationCodeGrant):
    """Codes, kept by the provider."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)
    codes: dict[str, Code]

    def save_authorization_code(self, code, request):
        asked = request.payload.data
        self.codes[code] = Code(
            code=code,
            redirect_uri=asked["redirect_uri"],
            scope=asked["scope"],
            nonce=asked["nonce"],
            user=request.user,
            code_challenge=asked["code_challenge"],
            code_challenge_method=asked["code_challenge_method"],
        )

    def query_authorization_code(self, code, client):
        return self.codes.get(code)

    def delete_authorization_code(self, authorization_code):
        del self.codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class Identity(OpenIDCode):
    """Identity tokens, signed with the provider's key."""

    def __init__(self, provider):
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce, request):
        return any(each.nonce == nonce for each in self.provider.codes.values())

    def resolve_client_private_key(self, client):
        return self.provider.key

    def get_client_algorithm(self, client):
        return "RS256"

    def get_encode_header(self, client):
        return {"alg": "RS256", "kid": self.provider.key.kid}

    def get_client_claims(self, client):
        return {"iss": self.provider.issuer, "aud": [client.get_client_id()]}

    def generate_user_info(self, user, scope):
        return user | self.provider.wrong


@dataclass
class IdentityProvider:
    """A provider at which one user is signed in."""

    client: Registered
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    user: dict = field(default_factory=dict)
    # what is put in place of the right claims
    wrong: dict = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)

    def application(self) -> Flask:
        app = Flask("identity provider")
        server = AuthorizationServer(
            app,
            query_client=lambda name: self.client if name == self.client.client_id else None,
            save_token=lambda *_: None,
        )
        own = type("OwnCodes", (CodeGrant,), {"codes": self.codes})
        server.register_grant(own, [Identity(self), CodeChallenge(True)])

        @app.get("/.well-known/openid-configuration")
        def discovery():
            return jsonify(
                issuer=self.issuer,
                authorization_endpoint=f"{self.issuer}/authorize",
                token_endpoint=f"{self.issuer}/token",
                jwks_uri=f"{self.issuer}/keys",
                token_endpoint_auth_methods_supported=["client_secret_basic"],
            )

        @app.get("/keys")
        def keys():
            return jsonify(keys=[self.key.as_dict(private=False)])

        @app.get("/authorize")
        def authorize():
            grant = server.get_consent_grant(end_user=self.user)
            return server.create_authorization_response(grant_user=self.user, grant=grant)

        @app.post("/token")
        def token():
            assert "client_secret" not in request.form
            return server.create_token_response()

        return app


@pytest.fixture
def identity_provider(monkeypatch) -> Iterator[IdentityProvider]:
    # TLS is asked of every provider but one on this machine
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    client = Registered("scores", "a secret", "https://score.example/sign-in/oidc/callback")
    provider = IdentityProvider(client)
    server = make_server("127.0.0.1", 0, provider.application(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()

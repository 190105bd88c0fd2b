"""Passkeys: registration and sign-in (Web Authentication, level 3)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from sqlalchemy import select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from plainscore.service.access.ceremonies import begin_ceremony, finish_ceremony
from plainscore.service.access.sessions import open_session, staff_member
from plainscore.service.actors import Nobody, Person, Staff
from plainscore.service.database.schema import passkeys
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

NOT_ACCEPTED = "The passkey was not accepted."
CREDENTIAL_ID_LETTERS_MAX = 1400


def registration_options(
    response: Response, service: Service, actor: Person | Staff, label: str
) -> str:
    """Return what the browser needs to make a passkey, as JSON.

    Parameters
    ----------
    response : Response
        Carries the ceremony's cookie.
    service : Service
        Its parts.
    actor : Person or Staff
        Who is signed in.
    label : str
        Under which the authenticator lists the passkey.

    Returns
    -------
    str
        ``PublicKeyCredentialCreationOptions``, of the level 3 JSON form.
    """
    subject = _subject(actor)
    ceremony = begin_ceremony(response, service, "registration", subject)
    with service.database.transaction(actor) as connection:
        known = connection.execute(select(passkeys.c.credential_id)).scalars().all()
    options = generate_registration_options(
        rp_id=service.settings.host,
        rp_name=service.settings.operator,
        user_id=subject.encode(),
        user_name=label,
        challenge=ceremony.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            # discoverable: nobody has to type who they are
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
        ],
    )
    return options_to_json(options)


def register(
    request: Request,
    service: Service,
    actor: Person | Staff,
    credential: Mapping[str, Any],
    label: str,
) -> None:
    """Store a passkey that the browser made.

    Parameters
    ----------
    request : Request
        Carries the ceremony's cookie.
    service : Service
        Its parts.
    actor : Person or Staff
        Who is signed in.
    credential : mapping
        ``RegistrationResponseJSON``.
    label : str
        How the owner tells it from others.

    Raises
    ------
    Refusal
        If it does not answer what was asked.
    """
    ceremony = finish_ceremony(request, service, "registration")
    if ceremony.subject_id != _subject(actor):
        raise Refusal(400, "passkey_refused", NOT_ACCEPTED)
    try:
        verified = verify_registration_response(
            credential=dict(credential),
            expected_challenge=ceremony.challenge,
            expected_rp_id=service.settings.host,
            expected_origin=service.settings.public_url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise Refusal(400, "passkey_refused", NOT_ACCEPTED) from error
    with service.database.transaction(actor) as connection:
        connection.execute(
            passkeys.insert().values(
                credential_id=bytes_to_base64url(verified.credential_id),
                person_id=actor.person_id if isinstance(actor, Person) else None,
                staff_id=actor.staff_id if isinstance(actor, Staff) else None,
                public_key=verified.credential_public_key,
                sign_count=verified.sign_count,
                label=label,
                created_at=service.clock.now(),
            )
        )


def authentication_options(response: Response, service: Service) -> str:
    """Return what the browser needs to sign in with a passkey, as JSON.

    Parameters
    ----------
    response : Response
        Carries the ceremony's cookie.
    service : Service
        Its parts.

    Returns
    -------
    str
        ``PublicKeyCredentialRequestOptions``, of the level 3 JSON form: any passkey of this host.
    """
    ceremony = begin_ceremony(response, service, "authentication")
    options = generate_authentication_options(
        rp_id=service.settings.host,
        challenge=ceremony.challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def sign_in_with_passkey(request: Request, service: Service, credential: Mapping[str, Any]) -> str:
    """Sign in with a passkey.

    Parameters
    ----------
    request : Request
        Carries the ceremony's cookie.
    service : Service
        Its parts.
    credential : mapping
        ``AuthenticationResponseJSON``.

    Returns
    -------
    str
        The token of a new session.

    Raises
    ------
    Refusal
        If it does not answer what was asked, or is no passkey of this service.
    """
    ceremony = finish_ceremony(request, service, "authentication")
    credential_id = str(credential.get("id", ""))
    if not credential_id.isascii() or len(credential_id) > CREDENTIAL_ID_LETTERS_MAX:
        raise Refusal(400, "passkey_refused", NOT_ACCEPTED)
    with service.database.transaction(Nobody(credential_id.replace("\0", ""))) as connection:
        found = connection.execute(select(passkeys)).one_or_none()
    if found is None:
        raise Refusal(400, "passkey_refused", NOT_ACCEPTED)
    try:
        verified = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=ceremony.challenge,
            expected_rp_id=service.settings.host,
            expected_origin=service.settings.public_url,
            credential_public_key=bytes(found.public_key),
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise Refusal(400, "passkey_refused", NOT_ACCEPTED) from error
    actor: Person | Staff | None = (
        Person(found.person_id)
        if found.person_id is not None
        else staff_member(service, found.staff_id)
    )
    if actor is None:
        raise Refusal(400, "passkey_refused", NOT_ACCEPTED)
    with service.database.transaction(actor) as connection:
        connection.execute(
            update(passkeys)
            .where(passkeys.c.credential_id == found.credential_id)
            .values(sign_count=verified.new_sign_count, used_at=service.clock.now())
        )
        return open_session(connection, service, actor, "passkey")


def _subject(actor: Person | Staff) -> str:
    return actor.person_id if isinstance(actor, Person) else actor.staff_id

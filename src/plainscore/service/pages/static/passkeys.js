// Passkeys need the browser's own dialogue; everything else on these pages works without scripts.
"use strict";

const addresses = {
  add: { options: "/keys/passkey/options", answer: "/keys/passkey" },
  use: { options: "/sign-in/passkey/options", answer: "/sign-in/passkey" },
};

async function send(address, csrf, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

async function run(box, kind) {
  const csrf = box.dataset.csrf;
  const options = await send(addresses[kind].options, csrf, {});
  const credential =
    kind === "add"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  await send(addresses[kind].answer, csrf, credential.toJSON());
}

function supported() {
  return window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!supported()) continue;
  box.hidden = false;
  const kind = box.dataset.passkey;
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = "";
    try {
      await run(box, kind);
      if (kind === "use") window.location.assign(box.dataset.next);
      else status.textContent = "The passkey was added.";
    } catch (error) {
      status.textContent =
        error.name === "NotAllowedError" ? "Nothing was done: the dialogue was closed." : error.message;
    } finally {
      button.disabled = false;
    }
  });
}

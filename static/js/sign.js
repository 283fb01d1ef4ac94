// Signs what the page shows with NCALayer, a program on the signer's own computer, and sends the signature.
const box = document.querySelector("[data-qz-sign]");
const status = box.querySelector("[data-qz-status]");
const start = box.querySelector("[data-qz-start]");
const ANSWERS_WITHIN = 10_000;

box.hidden = false;
start.addEventListener("click", async () => {
  start.disabled = true;
  const refused = await sign();
  start.disabled = false;
  if (refused) status.textContent = refused;
});

// What went wrong, in words for the signer; nothing where the signature is on its way.
async function sign() {
  const client = new window.NCALayerClient(box.dataset.address, false);
  const strange = answersOfAnother(client);
  status.textContent = box.dataset.connecting;
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("late")), ANSWERS_WITHIN);
  });
  try {
    await Promise.race([client.connect(), late, strange]);
  } catch (error) {
    client.wsConnection?.close();
    return error.message === "late" ? box.dataset.busy : box.dataset.missing;
  } finally {
    clearTimeout(timer);
  }
  status.textContent = box.dataset.waiting;
  try {
    const made = client.basicsSignCMS(
      window.NCALayerClient.basicsStorageAll,
      box.dataset.manifest,
      window.NCALayerClient.basicsCMSParamsDetached,
      // Signing in takes any key of one's own, an act a key for signing of an organisation.
      window.NCALayerClient[box.dataset.signer || "basicsSignerSignOrg"],
      box.dataset.language,
    );
    return send(await Promise.race([made, strange]));
  } catch (error) {
    return words(error);
  } finally {
    client.wsConnection.close();
  }
}

// Fails where somebody else listens at NCALayer's place: the client waits for ever after what it does not understand.
function answersOfAnother(client) {
  const found = new Promise((_resolve, reject) => {
    client.onResponseReady = (data) => {
      try {
        const said = JSON.parse(data);
        if (said && typeof said === "object" && (said.status !== true || said.body)) return;
      } catch {
        // Told below.
      }
      reject(new Error("closed"));
    };
  });
  // Where nothing waits for it any more, nobody needs to hear of it.
  found.catch(() => {});
  return found;
}

function words(error) {
  if (error.canceledByUser) return box.dataset.cancelled;
  const text = String(error.message);
  // The client's own words for a program that has ended meanwhile.
  if (text === "closed" || text.startsWith("NCALayer закрыл") || text.startsWith("Ошибка взаимодействия")) {
    return box.dataset.missing;
  }
  // NCALayer's own words: it has one window, and finds no key that is of the kind which was asked for.
  if (/busy|already|занят|уже/i.test(text)) return box.dataset.busy;
  if (/certificate|not found|сертификат|не найден/i.test(text)) return box.dataset.kind;
  return box.dataset.failed.replace("{words}", text);
}

function send(made) {
  if (typeof made !== "string" || !made) return box.dataset.cancelled;
  const form = box.closest("form");
  form.elements.namedItem("signature").value = made;
  status.textContent = box.dataset.sending;
  form.submit();
  return "";
}

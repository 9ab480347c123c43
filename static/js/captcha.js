// « Je ne suis pas un robot »: solves the challenge of the portal with the browser's own cryptography,
// which computes outside this thread: no worker, no WebAssembly, nothing written as HTML.

const AVANT_LA_FIN = 30_000; // ms: a proof about to expire is not worth sending

const octets = (hexa) => Uint8Array.from(hexa.match(/../g) ?? [], (paire) => parseInt(paire, 16));
const hexa = (tampon) => Array.from(tampon, (octet) => octet.toString(16).padStart(2, "0")).join("");

async function deriver(parametres, compteur) {
  const nonce = octets(parametres.nonce);
  const mot = new Uint8Array(nonce.length + 4);
  mot.set(nonce);
  new DataView(mot.buffer).setUint32(nonce.length, compteur);
  const cle = await crypto.subtle.importKey("raw", mot, "PBKDF2", false, ["deriveBits"]);
  const hash = parametres.algorithm.replace("PBKDF2/", "");
  const reglages = { name: "PBKDF2", salt: octets(parametres.salt), iterations: parametres.cost, hash };
  return hexa(new Uint8Array(await crypto.subtle.deriveBits(reglages, cle, parametres.keyLength * 8)));
}

/** The counter whose derived key has the wanted prefix, searched on every core. */
async function resoudre({ parameters }, signal) {
  const debut = performance.now();
  const coureurs = Math.min(navigator.hardwareConcurrency || 2, 8);
  let trouve = null;
  const courir = async (depart) => {
    for (let compteur = depart; !trouve; compteur += coureurs) {
      signal.throwIfAborted();
      const derivedKey = await deriver(parameters, compteur);
      if (derivedKey.startsWith(parameters.keyPrefix)) {
        trouve = { counter: compteur, derivedKey, time: Math.round(performance.now() - debut) };
      }
    }
  };
  await Promise.all(Array.from({ length: coureurs }, (_, rang) => courir(rang)));
  return trouve;
}

/** The proof, and until when it serves: counted from here, for the clock of this browser may be wrong. */
async function prouver({ defi, duree }, signal) {
  const fin = performance.now() + duree * 1000;
  const reponse = await fetch(defi, { signal, headers: { Accept: "application/json" } });
  if (!reponse.ok) throw new Error(`${reponse.status}`);
  const challenge = await reponse.json();
  const solution = await resoudre(challenge, signal);
  return { preuve: btoa(JSON.stringify({ challenge, solution })), fin };
}

function animer(cadre) {
  const champ = cadre.parentElement;
  const case_ = cadre.querySelector("input[type=checkbox]");
  const cache = champ.querySelector("input[type=hidden]");
  const etat = champ.querySelector("[role=status]");
  let course = null; // the search under way
  let minuterie = 0;

  const remettre = (dire) => {
    course?.arret.abort();
    course = null;
    clearTimeout(minuterie);
    case_.checked = false;
    cache.value = "";
    etat.textContent = dire;
  };

  const chercher = async (arret) => {
    try {
      const { preuve, fin } = await prouver(cadre.dataset, arret.signal);
      cache.value = preuve;
      case_.removeAttribute("aria-invalid");
      etat.textContent = "Vérification terminée.";
      const expirer = () => remettre("La vérification a expiré. Cochez de nouveau la case.");
      minuterie = setTimeout(expirer, Math.max(0, fin - performance.now() - AVANT_LA_FIN));
    } catch {
      if (!arret.signal.aborted) remettre("La vérification n’a pas abouti. Cochez de nouveau la case.");
    }
  };

  case_.addEventListener("change", () => {
    if (!case_.checked) return remettre("");
    etat.textContent = "Vérification en cours…";
    const arret = new AbortController();
    course = { arret, fin: chercher(arret) };
  });

  // Sent while the search is under way: it leaves by itself as soon as it ends.
  case_.form.addEventListener("submit", async (evenement) => {
    if (!case_.checked || cache.value) return;
    evenement.preventDefault();
    const bouton = evenement.submitter;
    await course?.fin;
    if (cache.value) case_.form.requestSubmit(bouton);
  });

  // Back to this page: what was sent does not serve twice.
  addEventListener("pageshow", (evenement) => evenement.persisted && remettre(""));
  remettre("");
  cadre.hidden = false;
}

if (globalThis.crypto?.subtle) document.querySelectorAll("[data-captcha]").forEach(animer);

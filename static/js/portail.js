// Small comforts. Every page works without this file.

function revelerMotDePasse(champ) {
  const cadre = document.createElement("div");
  cadre.className = "revelable";
  champ.replaceWith(cadre);
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.setAttribute("aria-controls", champ.id);
  cadre.append(champ, bouton);

  const montrer = (visible) => {
    champ.type = visible ? "text" : "password";
    bouton.textContent = visible ? "Masquer" : "Afficher";
    bouton.setAttribute("aria-label", `${bouton.textContent} le mot de passe`);
  };
  bouton.addEventListener("click", () => montrer(champ.type === "password"));
  // A password left readable must not be kept by the browser as ordinary text.
  champ.form.addEventListener("submit", () => montrer(false));
  montrer(false);
}

function imprimer(bouton) {
  bouton.hidden = false;
  bouton.addEventListener("click", () => window.print());
}

// `data-copiable` names what is copied, `data-valeur` is what goes to the clipboard when it is not what is read.
function copier(source) {
  if (!navigator.clipboard) return; // the page is not read over HTTPS
  const nom = source.dataset.copiable || "l’empreinte";
  const valeur = source.dataset.valeur ?? source.textContent;
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "bouton bouton-discret";
  bouton.textContent = `Copier ${nom}`;
  bouton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(valeur);
    bouton.textContent = "Copié";
    setTimeout(() => (bouton.textContent = `Copier ${nom}`), 4000);
  });
  source.after(" ", bouton);
}

// The moment of the last page or answer, shared by the tabs of one browser when it lets them share.
const activite = {
  cle: "derniere-activite",
  ici: Date.now(),
  noter() {
    this.ici = Date.now();
    try {
      localStorage.setItem(this.cle, this.ici);
    } catch {} // storage refused: this tab counts alone
  },
  lire() {
    try {
      return Math.min(Date.now(), Math.max(this.ici, Number(localStorage.getItem(this.cle))));
    } catch {
      return this.ici;
    }
  },
};

function surveillerLaSession(dialogue) {
  const formulaire = dialogue.querySelector("form");
  const echec = dialogue.querySelector("[data-echec]");
  const [alerte, fin] = [dialogue.dataset.alerte, dialogue.dataset.fin].map((secondes) => secondes * 1000);
  let minuterie;

  // Only the server knows whether the session is over: if it is not, it leads back to this page.
  const partir = () => {
    const ici = encodeURIComponent(location.pathname + location.search);
    location.assign(`${dialogue.dataset.connexion}&next=${ici}`);
  };

  // Counted from the clock at each wake-up: a timer sleeps with the computer.
  const regler = () => {
    clearTimeout(minuterie);
    const ecoule = Date.now() - activite.lire();
    if (ecoule >= fin) return partir();
    if (ecoule < alerte) dialogue.close();
    else if (!dialogue.open) dialogue.showModal();
    minuterie = setTimeout(regler, (ecoule < alerte ? alerte : fin) - ecoule);
  };

  const prolonger = async (evenement) => {
    evenement.preventDefault();
    try {
      const reponse = await fetch(formulaire.action, { method: "POST", body: new FormData(formulaire), redirect: "manual" });
      if (!reponse.ok) return partir();
      echec.hidden = true;
      activite.noter();
    } catch {
      echec.hidden = false;
    }
    regler();
  };

  formulaire.addEventListener("submit", prolonger);
  dialogue.addEventListener("cancel", prolonger); // Esc: someone is there
  document.addEventListener("visibilitychange", regler);
  for (const reveil of ["focus", "pageshow", "storage"]) window.addEventListener(reveil, regler);
  activite.noter();
  regler();
}

document.querySelectorAll("[data-revelable]").forEach(revelerMotDePasse);
document.querySelectorAll("[data-imprimer]").forEach(imprimer);
document.querySelectorAll("[data-copiable]").forEach(copier);
document.querySelectorAll("#fin-de-session").forEach(surveillerLaSession);

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

function surveillerLaSession(dialogue) {
  const attendre = () => setTimeout(() => dialogue.showModal(), Number(dialogue.dataset.dans) * 1000);
  let minuterie = attendre();
  dialogue.querySelector("form").addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    const formulaire = evenement.target;
    const reponse = await fetch(formulaire.action, { method: "POST", body: new FormData(formulaire), redirect: "manual" });
    if (!reponse.ok) return location.reload(); // too late: the connexion page says why
    dialogue.close();
    clearTimeout(minuterie);
    minuterie = attendre();
  });
}

document.querySelectorAll("[data-revelable]").forEach(revelerMotDePasse);
document.querySelectorAll("[data-imprimer]").forEach(imprimer);
document.querySelectorAll("#fin-de-session").forEach(surveillerLaSession);

// Advice while a password is typed. The server alone decides; every page works without this file.

const PAUSE = 700; // ms without a key before anything is said: advice must not talk over typing

// How far it is, from 0 to 4, and what would make it better.
function conseiller(texte) {
  if (!texte) return [0, ""];
  const manques = [
    [/\p{Lu}/u, "une majuscule"],
    [/\p{Ll}/u, "une minuscule"],
    [/\p{Nd}/u, "un chiffre"],
  ].filter(([motif]) => !motif.test(texte)).map(([, nom]) => nom);
  const longueur = [...texte].length;
  if (longueur < 8) return [1, `Encore ${8 - longueur} caractère${longueur < 7 ? "s" : ""} au moins.`];
  if (manques.length) return [1, `Il manque ${manques.join(" et ")}.`];
  if (longueur === 8 && /^[\p{L}\p{Nd}]+$/u.test(texte)) return [1, "Ajoutez un caractère, ou un signe comme - ou ?"];
  if (longueur < 14) return [2, "Longueur acceptable. Plus long serait plus sûr : ajoutez un mot, une espace est permise."];
  if (longueur < 20) return [3, "Bonne longueur. Une phrase de quatre mots sans rapport serait encore plus sûre."];
  return [4, "Très bonne longueur, et plus simple à retenir qu’une suite de signes."];
}

function accompagner(champ) {
  const conseils = document.getElementById("conseils");
  if (!conseils) return;
  const [jauge, phrase] = conseils.children;
  let minuterie;
  conseils.hidden = false;
  champ.closest(".champ").append(conseils);
  champ.addEventListener("input", () => {
    const [niveau, conseil] = conseiller(champ.value);
    jauge.value = niveau;
    clearTimeout(minuterie);
    minuterie = setTimeout(() => { phrase.textContent = conseil; }, PAUSE);
  });
}

document.querySelectorAll("[data-conseils]").forEach(accompagner);

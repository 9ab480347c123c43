// How far the printing of a batch is. Without this file the page is asked for again, every five seconds.

const cadre = document.querySelector("[data-progression]");
const barre = cadre?.querySelector("progress");

async function suivre() {
  const reponse = await fetch(cadre.dataset.progression, { headers: { Accept: "application/json" } });
  if (!reponse.ok || reponse.redirected) {
    location.reload(); // the session is over, or the batch is not ours to see
    return;
  }
  const { imprimes, secondes, fini } = await reponse.json();
  if (fini) {
    location.reload();
    return;
  }
  barre.value = imprimes;
  cadre.querySelector("[data-imprimes]").textContent = imprimes;
  cadre.querySelector("[data-secondes]").textContent = secondes;
  setTimeout(essayer, 2000);
}

function essayer() {
  suivre().catch(() => setTimeout(essayer, 10000)); // the network is away: later
}

if (cadre) {
  setTimeout(essayer, 1000);
}

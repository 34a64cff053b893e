// The camera, where the browser can read QR codes by itself; everybody else types the code or sends a photo.

const EVERY_MS = 200;

const part = document.querySelector("[data-camera]");
if (part && "BarcodeDetector" in window && navigator.mediaDevices) offer(part);

async function offer(part) {
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
  part.hidden = false;
  const [start, stop] = [part.querySelector("[data-start]"), part.querySelector("[data-stop]")];
  const video = part.querySelector("video");
  const told = part.querySelector("[role=status]");
  let stream = null;

  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
    told.textContent = "";
  };

  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (found && stream) {
      end();
      location.assign(`/cb/tim?${new URLSearchParams({ ma: found.rawValue })}`);
    } else setTimeout(look, EVERY_MS, detector);
  };

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      told.textContent = part.dataset.denied;
      return;
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    start.hidden = true;
    stop.focus();
    await video.play();
    told.textContent = part.dataset.look;
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  stop.addEventListener("click", () => {
    end();
    start.focus();
  });
  addEventListener("pagehide", end);
}

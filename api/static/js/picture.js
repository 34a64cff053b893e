// A photo made ready for sending: upright, at most 3000 px, JPEG, and without anything else that the camera wrote
// into the file (the place where it was taken!). What a browser cannot open is sent as it is; the server looks again.

const LONGEST_PX = 3000;
const QUALITY = 0.82;
const LOOK_PX = 640;

export async function open(file) {
  if (!file.type.startsWith("image/") && !/\.(jpe?g|png|webp|heic|heif)$/i.test(file.name)) return null;
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

export function draw(bitmap, longestPx) {
  const scale = Math.min(1, longestPx / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function shrink(file, bitmap) {
  if (!bitmap) return file;
  const canvas = draw(bitmap, LONGEST_PX);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0; // phones have little memory for canvases
  if (!blob) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

// What could be better about the photo, or null. Never more than two seconds, never an error: advice holds nobody up.
export function advice(bitmap) {
  return new Promise((done) => {
    let worker;
    const end = (found) => {
      clearTimeout(timer);
      worker?.terminate();
      done(found);
    };
    const timer = setTimeout(() => end(null), 2000);
    try {
      const canvas = draw(bitmap, LOOK_PX);
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      worker = new Worker(new URL("look.js", import.meta.url));
      worker.onmessage = (event) => end(event.data);
      worker.onerror = () => end(null);
      worker.postMessage({ width: data.width, height: data.height, rgba: data.data }, [data.data.buffer]);
    } catch {
      end(null);
    }
  });
}

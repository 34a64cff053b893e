// A worker: looks at a small copy of a photo and answers {what, box} with the worst that could be better, or null.
// The bounds are generous: the server decides, and advice that is wrong costs trust. `box` (shares) only for glare.

const SHARP_ENOUGH = 350; // variance of the Laplacian on the paper: clear photos measured 1000 and more, blurred ones 1 to 310
const DARK = 70; // mean light of the paper, 0 to 255
const GLARE_SHARE = 0.012; // part of the picture that is burnt out within a paper that is not
const TILT_DEG = 10;
const FILL = 0.35; // a sheet that takes less of the picture is far away
const CUT_SHARE = 0.5; // a side of the picture that runs over the sheet for so long cuts it
const FULL = 0.95; // one that takes more is a scan with a dark rim

onmessage = (event) => {
  try {
    postMessage(look(event.data));
  } catch {
    postMessage(null);
  }
};

function look({ width, height, rgba }) {
  const gray = grayOf(rgba, width * height);
  const paper = paperOf(gray, width, height);
  // A dark photo has little contrast, so it would be called blurred too.
  if (meanWithin(gray, width, paper) < DARK) return { what: "dark" };
  if (blur(gray, width, height, paper) < SHARP_ENOUGH) return { what: "blur" };
  const burnt = glare(gray, width, height, paper);
  if (burnt) return { what: "glare", box: burnt };
  if (paper.found && paper.touching && paper.fill < FULL) return { what: "edges" };
  if (paper.found && Math.abs(paper.tiltDeg) > TILT_DEG) return { what: "tilt" };
  if (paper.found && paper.fill < FILL) return { what: "small" };
  return null;
}

function grayOf(rgba, count) {
  const gray = new Uint8Array(count);
  for (let i = 0, j = 0; i < count; i++, j += 4) gray[i] = (rgba[j] * 77 + rgba[j + 1] * 150 + rgba[j + 2] * 29) >> 8;
  return gray;
}

// The bright sheet on a darker ground (Otsu's threshold). Not found where ground and sheet hardly differ: a scan.
function paperOf(gray, width, height) {
  const whole = { x0: 0, y0: 0, x1: width, y1: height, found: false, fill: 1, touching: 0, tiltDeg: 0 };
  const { level, apart } = otsu(gray);
  if (apart < 80) return whole;
  const left = [], right = [];
  let x0 = width, y0 = height, x1 = 0, y1 = 0, bright = 0;
  for (let y = 0; y < height; y++) {
    let first = -1, last = -1, row = 0;
    for (let x = 0; x < width; x++) {
      if (gray[y * width + x] <= level) continue;
      if (first < 0) first = x;
      last = x;
      row++;
    }
    bright += row;
    if (row < width * 0.2) continue;
    left.push([y, first]);
    right.push([y, last]);
    x0 = Math.min(x0, first); x1 = Math.max(x1, last + 1);
    y0 = Math.min(y0, y); y1 = Math.max(y1, y + 1);
  }
  if (left.length < height * 0.2) return whole;
  const touching = sides(gray, width, height, level).filter((share) => share > CUT_SHARE).length;
  if (touching === 4) return whole; // the sheet fills the frame, as scans do
  const tiltDeg = (slopeDeg(left) + slopeDeg(right)) / 2;
  return { x0, y0, x1, y1, found: true, fill: ((x1 - x0) * (y1 - y0)) / (width * height), touching, tiltDeg };
}

// How much of each side of the picture is as bright as the sheet.
function sides(gray, width, height, level) {
  const share = (count, at) => {
    let n = 0;
    for (let i = 0; i < count; i++) n += gray[at(i)] > level;
    return n / count;
  };
  return [
    share(width, (x) => width + x),
    share(width, (x) => (height - 2) * width + x),
    share(height, (y) => y * width + 1),
    share(height, (y) => y * width + width - 2),
  ];
}

function otsu(gray) {
  const histogram = new Float64Array(256);
  for (const value of gray) histogram[value]++;
  let all = 0;
  for (let v = 0; v < 256; v++) all += v * histogram[v];
  let below = 0, sum = 0, best = 0, level = 127, apart = 0;
  for (let v = 0; v < 256; v++) {
    below += histogram[v];
    sum += v * histogram[v];
    const above = gray.length - below;
    if (!below || !above) continue;
    const difference = (all - sum) / above - sum / below;
    const between = below * above * difference * difference;
    if (between > best) { best = between; level = v; apart = difference; }
  }
  return { level, apart };
}

// The angle of an edge against the vertical, from the middle half of its points.
function slopeDeg(points) {
  const part = points.slice(points.length >> 2, points.length - (points.length >> 2));
  const my = part.reduce((s, p) => s + p[0], 0) / part.length;
  const mx = part.reduce((s, p) => s + p[1], 0) / part.length;
  let top = 0, bottom = 0;
  for (const [y, x] of part) { top += (y - my) * (x - mx); bottom += (y - my) ** 2; }
  return bottom ? (Math.atan(top / bottom) * 180) / Math.PI : 0;
}

function blur(gray, width, height, p) {
  let n = 0, sum = 0, squares = 0;
  for (let y = Math.max(1, p.y0 + 2); y < Math.min(height - 1, p.y1 - 2); y++) {
    for (let x = Math.max(1, p.x0 + 2); x < Math.min(width - 1, p.x1 - 2); x++) {
      const i = y * width + x;
      const value = 4 * gray[i] - gray[i - 1] - gray[i + 1] - gray[i - width] - gray[i + width];
      n++; sum += value; squares += value * value;
    }
  }
  return n ? squares / n - (sum / n) ** 2 : Infinity;
}

function meanWithin(gray, width, p) {
  let n = 0, sum = 0;
  for (let y = p.y0; y < p.y1; y += 2) for (let x = p.x0; x < p.x1; x += 2) { n++; sum += gray[y * width + x]; }
  return n ? sum / n : 255;
}

// Burnt-out spots count only where the paper itself is clearly darker: white paper in good light is no glare.
function glare(gray, width, height, p) {
  if (meanWithin(gray, width, p) > 205) return null;
  let n = 0, x0 = width, y0 = height, x1 = 0, y1 = 0;
  for (let y = p.y0; y < p.y1; y++) {
    for (let x = p.x0; x < p.x1; x++) {
      if (gray[y * width + x] < 252) continue;
      n++;
      x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y);
    }
  }
  if (n < GLARE_SHARE * width * height) return null;
  return { x: x0 / width, y: y0 / height, width: (x1 - x0) / width, height: (y1 - y0) / height };
}

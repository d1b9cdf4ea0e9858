import { colour, place } from '/web/languages.js';

const PADDING = 36;
const NEAR = 14;
const MOST_ZOOM = 60;
const SIZE = 4;

/** Points on a canvas that can be moved and brought nearer; what is drawn where, and nothing of where it comes from. */
export class Chart {
  #canvas;
  #pen;
  #points = [];
  #zoom = 1;
  #middle = { x: 0, y: 0 };
  #unit = 1;
  #hidden = new Set();
  #rings = new Map();
  #query;
  #pointers = new Map();
  #moved = false;
  #changed;
  #chosen;

  /**
   * An empty chart.
   *
   * @param changed called when the view has moved
   * @param chosen called with the point that somebody clicks
   */
  constructor(canvas, changed, chosen) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    this.#changed = changed;
    this.#chosen = chosen;
    new ResizeObserver(() => this.#fit()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', (event) => this.#pointers.delete(event.pointerId));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  get zoom() {
    return this.#zoom;
  }

  /** Shows other points as a whole. */
  show(points) {
    this.#points = points;
    this.reset();
  }

  /** Marks the query's place and the passages that answer it, by their rank. */
  mark(query, ranks) {
    this.#query = query;
    this.#rings = ranks;
    this.draw();
  }

  /** Leaves out the points of some languages. */
  hide(languages) {
    this.#hidden = new Set(languages);
    this.draw();
  }

  /** The whole map again. */
  reset() {
    this.#zoom = 1;
    this.#fit();
  }

  zoomBy(factor, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2) {
    const before = this.#place(x, y);
    this.#zoom = Math.min(MOST_ZOOM, Math.max(0.5, this.#zoom * factor));
    const after = this.#place(x, y);
    this.#middle = { x: this.#middle.x + before.x - after.x, y: this.#middle.y + before.y - after.y };
    this.draw();
  }

  panBy(right, down) {
    const scale = this.#unit * this.#zoom;
    this.#middle = { x: this.#middle.x + right / scale, y: this.#middle.y - down / scale };
    this.draw();
  }

  /** The point nearest to a place of the canvas, where one is near. */
  at(x, y) {
    let nearest;
    let least = NEAR;
    for (const point of this.#visible()) {
      const [px, py] = this.#pixel(point);
      const distance = Math.hypot(px - x, py - y);
      if (distance < least) [nearest, least] = [point, distance];
    }
    return nearest;
  }

  #visible() {
    return this.#points.filter((point) => !this.#hidden.has(point.language));
  }

  /** The scale at which everything is seen. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const density = devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * density);
    this.#canvas.height = Math.round(height * density);
    const bounds = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
    for (const { x, y } of this.#points) {
      bounds.left = Math.min(bounds.left, x);
      bounds.right = Math.max(bounds.right, x);
      bounds.low = Math.min(bounds.low, y);
      bounds.high = Math.max(bounds.high, y);
    }
    if (!this.#points.length) return;
    this.#unit = Math.min(
      (width - 2 * PADDING) / Math.max(1e-9, bounds.right - bounds.left),
      (height - 2 * PADDING) / Math.max(1e-9, bounds.high - bounds.low),
    );
    if (this.#zoom === 1) this.#middle = { x: (bounds.left + bounds.right) / 2, y: (bounds.low + bounds.high) / 2 };
    this.draw();
  }

  #pixel({ x, y }) {
    const scale = this.#unit * this.#zoom;
    return [this.#canvas.clientWidth / 2 + (x - this.#middle.x) * scale, this.#canvas.clientHeight / 2 - (y - this.#middle.y) * scale];
  }

  #place(x, y) {
    const scale = this.#unit * this.#zoom;
    return { x: this.#middle.x + (x - this.#canvas.clientWidth / 2) / scale, y: this.#middle.y - (y - this.#canvas.clientHeight / 2) / scale };
  }

  draw() {
    const pen = this.#pen;
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const density = devicePixelRatio || 1;
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, this.#canvas.clientWidth, this.#canvas.clientHeight);
    const size = SIZE * Math.min(2, Math.sqrt(this.#zoom));
    pen.globalAlpha = 0.8;
    for (const point of this.#visible()) {
      const [x, y] = this.#pixel(point);
      pen.fillStyle = colour(point.language, dark);
      shape(pen, place(point.language) % 4, x, y, size);
    }
    pen.globalAlpha = 1;
    const ink = dark ? '#f0b040' : '#b56b00';
    this.#ring(pen, ink, size);
    if (this.#query) cross(pen, ink, ...this.#pixel(this.#query));
    this.#changed?.();
  }

  #ring(pen, ink, size) {
    pen.strokeStyle = ink;
    pen.lineWidth = 2;
    for (const point of this.#visible()) {
      if (!this.#rings.has(point.id)) continue;
      const [x, y] = this.#pixel(point);
      pen.beginPath();
      pen.arc(x, y, size + 4, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  #down(event) {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    this.#moved = false;
  }

  /** One finger moves the map, two bring it nearer. */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.offsetX, y: event.offsetY };
    if (Math.hypot(now.x - before.x, now.y - before.y) > 1) this.#moved = true;
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.zoomBy(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else {
      this.panBy(before.x - now.x, before.y - now.y);
    }
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
    if (this.#moved) return;
    const point = this.at(event.offsetX, event.offsetY);
    if (point) this.#chosen(point);
  }

  #wheel(event) {
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  }

  #key(event) {
    const keys = {
      '+': () => this.zoomBy(1.4), '=': () => this.zoomBy(1.4), '-': () => this.zoomBy(1 / 1.4), 0: () => this.reset(),
      ArrowLeft: () => this.panBy(-40, 0), ArrowRight: () => this.panBy(40, 0),
      ArrowUp: () => this.panBy(0, -40), ArrowDown: () => this.panBy(0, 40),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  }
}

/** Disc, square, triangle or diamond: who cannot tell two colours apart can tell these. */
function shape(pen, kind, x, y, size) {
  pen.beginPath();
  if (kind === 0) pen.arc(x, y, size, 0, 2 * Math.PI);
  else if (kind === 1) pen.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else if (kind === 2) corners(pen, [[x, y - size * 1.15], [x + size * 1.1, y + size * 0.8], [x - size * 1.1, y + size * 0.8]]);
  else corners(pen, [[x, y - size * 1.2], [x + size * 1.2, y], [x, y + size * 1.2], [x - size * 1.2, y]]);
  pen.fill();
}

function corners(pen, points) {
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

function cross(pen, ink, x, y) {
  pen.strokeStyle = ink;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(x - 9, y);
  pen.lineTo(x + 9, y);
  pen.moveTo(x, y - 9);
  pen.lineTo(x, y + 9);
  pen.stroke();
}

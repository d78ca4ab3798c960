// How a trial looks as a point: its standing as a colour and as a shape, for who cannot tell the colours apart.
import { colours } from "./colours.js";

const FADED = 0.12;

/** `faded`: it is not among those that are looked at. */
export function mark(pen, x, y, standing, { faded = false, fill, size = 3.5 } = {}) {
  const look = colours();
  pen.globalAlpha = faded ? FADED : 0.85;
  pen.fillStyle = pen.strokeStyle = fill ?? look[standing];
  pen.lineWidth = 1.6;
  if (standing === "stopped" || standing === "failed") cross(pen, x, y, size - 0.5, standing === "failed");
  else {
    pen.beginPath();
    pen.arc(x, y, size, 0, 2 * Math.PI);
    if (standing === "completed") pen.fill();
    else pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** The ring around the trial that is pointed at, or was chosen. */
export function ring(pen, x, y, strong) {
  const look = colours();
  pen.lineWidth = strong ? 2.5 : 1.5;
  pen.strokeStyle = strong ? look.ink : look.soft;
  pen.beginPath();
  pen.arc(x, y, 7, 0, 2 * Math.PI);
  pen.stroke();
}

function cross(pen, x, y, size, upright) {
  pen.beginPath();
  if (upright) {
    pen.moveTo(x - size, y);
    pen.lineTo(x + size, y);
    pen.moveTo(x, y - size);
    pen.lineTo(x, y + size);
  } else {
    pen.moveTo(x - size, y - size);
    pen.lineTo(x + size, y + size);
    pen.moveTo(x - size, y + size);
    pen.lineTo(x + size, y - size);
  }
  pen.stroke();
}

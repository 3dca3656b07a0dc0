import { screenPolicy } from "./policy.svelte";

// Short and quiet, made on the spot: no media files.

type Note = { pitch: number; at: number; lasts: number };

const SOUNDS = {
  scanned: [{ pitch: 1760, at: 0, lasts: 0.06 }],
  unknown: [
    { pitch: 311, at: 0, lasts: 0.13 },
    { pitch: 233, at: 0.15, lasts: 0.2 },
  ],
  sold: [
    { pitch: 784, at: 0, lasts: 0.08 },
    { pitch: 1175, at: 0.09, lasts: 0.14 },
  ],
  drawer: [
    { pitch: 988, at: 0, lasts: 0.05 },
    { pitch: 988, at: 0.08, lasts: 0.05 },
    { pitch: 1319, at: 0.16, lasts: 0.18 },
  ],
} satisfies Record<string, Note[]>;

let audio: AudioContext | null = null;

export function play(sound: keyof typeof SOUNDS): void {
  if (!screenPolicy().sounds || typeof AudioContext === "undefined") return;
  try {
    audio ??= new AudioContext();
    const start = audio.currentTime + 0.005;
    for (const note of SOUNDS[sound]) {
      const tone = audio.createOscillator();
      const loudness = audio.createGain();
      tone.type = sound === "unknown" ? "triangle" : "sine";
      tone.frequency.value = note.pitch;
      loudness.gain.setValueAtTime(0, start + note.at);
      loudness.gain.linearRampToValueAtTime(0.06, start + note.at + 0.008);
      loudness.gain.linearRampToValueAtTime(0, start + note.at + note.lasts);
      tone.connect(loudness).connect(audio.destination);
      tone.start(start + note.at);
      tone.stop(start + note.at + note.lasts + 0.02);
    }
  } catch {
    // A till without a loudspeaker still sells.
  }
}

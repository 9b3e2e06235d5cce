/** Programs that open a shell elsewhere, and the shell at their end: `kubectl exec -it web-0 -- sh`, `ip netns exec blue bash`. */
const OPENS =
  /^(?:sudo )?(?:(?:kubectl|oc|k|docker|podman|nerdctl|crictl|lxc|incus) (?:.{1,300} )?(?:exec|debug|run|attach) |ip netns exec |nsenter -).{1,300}?(?:\s|\/)(?:ba|da|z|a)?sh(?: -[il]{1,2})?$/;
const ENDS = /^(?:exit(?: \d{1,3})?|logout|\^D)$/;

/**
 * In which shell a command was typed. Prompts of pods (`/ # `, `sh-5.1# `) do not say it: those of two pods look the same, and so
 * do a pod's and its host's.
 */
export class Shells {
  /** The command that opened the shell that is open now; null for the first. */
  inside: string | null = null;
  /** What stood before that command, and whether another prompt was seen since. */
  #outer = { shape: '', left: false };

  /** Takes a command and what stood before it on its line. */
  typed(command: string, shape: string): void {
    if (ENDS.test(command)) {
      this.inside = null;
      return;
    }
    if (this.inside !== null) {
      if (shape !== this.#outer.shape) this.#outer.left = true;
      else if (this.#outer.left) this.inside = null;
    }
    if (!OPENS.test(command)) return;
    this.inside = command;
    this.#outer = { shape, left: false };
  }
}

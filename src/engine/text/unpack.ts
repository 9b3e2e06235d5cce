/** A packed file may grow to this many bytes; beyond it, it is taken for an attack. */
export const MAX_UNPACKED = 2 ** 31;

/**
 * Unpacks a gzip file; anything else comes back as it is. Rejects with a `RangeError` when it unpacks to more
 * than `MAX_UNPACKED` bytes, and with a `TypeError` when it is damaged.
 */
export async function unpack(file: Blob): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (!isPacked(head)) return file;
  let bytes = 0;
  let tooMuch: RangeError | null = null;
  const guard = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes <= MAX_UNPACKED) controller.enqueue(chunk);
      else {
        tooMuch = new RangeError('The file unpacks to more than 2 GiB.');
        controller.error(tooMuch);
      }
    },
  });
  const unpacked = file.stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(guard);
  // A browser says of any stream that breaks that it "failed to fetch": the guard's own reason counts for more.
  return new Response(unpacked).blob().catch((error: unknown) => {
    throw tooMuch ?? error;
  });
}

/** Whether a file that begins so is packed by gzip (RFC 1952). */
export function isPacked(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

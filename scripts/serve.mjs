import { preview } from 'astro';

/** Serves the built site on a free port of this machine and prints the address. PORT asks for a certain one. */
const port = Number(process.env.PORT ?? 4321);
const server = await preview({ server: { port, host: 'localhost' }, logLevel: 'error' });
process.stdout.write(`Conntriage: http://localhost:${server.port}${process.env.BASE_PATH ?? '/'}\n`);
process.stdout.write('Ctrl-C ends it.\n');
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());

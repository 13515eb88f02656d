// A server of the Fediverse by Fedify, for tests/wire/test_fedify.py: one account, dave.
// Its first argument is the folder that Fedify is installed in. It prints its port.
// GET /seen: what came to the inbox, as JSON; POST /say: {"to": actor, "text": ...};
// POST /follow: {"whom": actor}.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.argv[2]}/package.json`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { createFederation, generateCryptoKeyPair, MemoryKvStore } =
  await load("@fedify/fedify");
const { Accept, Create, Follow, Like, Note, Person, PUBLIC_COLLECTION, Undo, Update } =
  await load("@fedify/vocab");
const { serve } = await load("@hono/node-server");

const seen = [];
const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5")];
const federation = createFederation({
  kv: new MemoryKvStore(),
  allowPrivateAddress: true,
});
federation
  .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
    if (identifier !== "dave") return null;
    const pairs = await ctx.getActorKeyPairs(identifier);
    return new Person({
      id: ctx.getActorUri(identifier),
      preferredUsername: identifier,
      name: "Dave",
      inbox: ctx.getInboxUri(identifier),
      endpoints: null,
      publicKey: pairs[0].cryptographicKey,
    });
  })
  .setKeyPairsDispatcher((_ctx, identifier) => (identifier === "dave" ? keys : []));
const listeners = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
for (const type of [Accept, Create, Follow, Like, Undo, Update]) {
  listeners.on(type, async (_ctx, activity) => {
    seen.push(await activity.toJsonLd());
  });
}

const send = async (request, activity, to) => {
  const ctx = federation.createContext(request, undefined);
  const recipient = await ctx.lookupObject(to);
  await ctx.sendActivity({ identifier: "dave" }, recipient, activity(ctx, recipient), {
    immediate: true,
  });
  return new Response(null, { status: 204 });
};
const answer = async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/seen") return Response.json(seen);
  if (pathname === "/follow") {
    const { whom } = await request.json();
    return send(request, (ctx, actor) => new Follow({
      id: new URL("#follow", ctx.getActorUri("dave")),
      actor: ctx.getActorUri("dave"),
      object: actor.id,
      to: actor.id,
    }), whom);
  }
  if (pathname === "/say") {
    const { to, text, inReplyTo } = await request.json();
    return send(request, (ctx) => {
      const id = new URL(`/notes/${crypto.randomUUID()}`, request.url);
      const me = ctx.getActorUri("dave");
      const note = new Note({
        id, attribution: me, content: text, to: PUBLIC_COLLECTION,
        replyTarget: inReplyTo ? new URL(inReplyTo) : null,
      });
      return new Create({
        id: new URL("#create", id), actor: me, object: note, to: PUBLIC_COLLECTION,
      });
    }, to);
  }
  return federation.fetch(request, { contextData: undefined });
};
const server = serve({ port: 0, hostname: "127.0.0.1", fetch: answer }, (info) => {
  console.log(info.port);
});
process.on("SIGTERM", () => server.close(() => process.exit(0)));

import type { HastPluginDefinition, HastPluginEntry } from 'satteri';

/**
 * Gives every `<Command id="conntrack-stats" />` of a text its own address: `cmd-conntrack-stats`, and `cmd-conntrack-stats-2` where the page
 * shows it again. The order of the text decides, so the addresses are the same in all languages.
 */
export const commandPlaces: HastPluginEntry = () => {
  const seen = new Map<string, number>();
  const plugin: HastPluginDefinition = {
    name: 'command-places',
    mdxJsxFlowElement: {
      filter: ['Command'],
      visit(node, context) {
        const attribute = node.attributes.find(one => one.type === 'mdxJsxAttribute' && one.name === 'id');
        const id = attribute?.value;
        if (typeof id !== 'string') return;
        const times = (seen.get(id) ?? 0) + 1;
        seen.set(id, times);
        context.setProperty(node, 'place', `cmd-${id}${times > 1 ? `-${times}` : ''}`);
      },
    },
  };
  return plugin;
};

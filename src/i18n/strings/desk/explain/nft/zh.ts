import type { NftStrings } from './en.ts';

const is = '{not, select, yes {不是} other {是}}';
const does = (yes: string, no: string) => `{not, select, yes {${no}} other {${yes}}}`;
const asked =
  '{f, select, saddr {源地址} daddr {目的地址} sport {源端口} dport {目的端口} iif {入接口} oif {出接口} family {地址族} other {协议}}';

const strings: NftStrings = {
  'nft.is': `${asked}${is} {v}`,
  'nft.oneOf': `${asked}${does('是以下之一', '不在以下之列')}：{v}`,
  'nft.set': `${asked}${does('在', '不在')}集合 {v} 中`,
  'nft.together': `集合 {v} 中${does('有', '没有')}以下组合：{parts}`,
  'nft.counter': '统计符合规则中前面条件的包。',
  'nft.flow': '把连接交给 flowtable {v}，后续的包不再经过规则。',
  'nft.accept': '放行：不再看这条基础链的其余规则，优先级靠后的链仍会生效。',
  'nft.reject': '拒绝，并通知发送方。',
  'nft.redirect': '改为发给本机自己。',
  'nft.snat': '改写源地址，对整条连接有效。',
  'nft.dnat': '改写目的地址，对整条连接有效。',
  'nft.queue': '交给用户态程序，由它决定。',
  'nft.map': '由映射 {v} 决定怎么处理。',
  'nft.branches': '视数据包而定，为以下之一：{v}',
};

export default strings;

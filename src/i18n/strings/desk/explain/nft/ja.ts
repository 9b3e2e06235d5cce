import type { NftStrings } from './en.ts';

const v = '{not, select, yes {{v}以外} other {{v}}}';
const does = (yes: string, no: string) => `{not, select, yes {${no}} other {${yes}}}`;
const asked =
  '{f, select, saddr {送信元アドレス} daddr {宛先アドレス} sport {送信元ポート} dport {宛先ポート} iif {入力インターフェース} oif {出力インターフェース} family {アドレスファミリー} other {プロトコル}}';

const strings: NftStrings = {
  'nft.is': `${asked}が${v}`,
  'nft.oneOf': `${asked}が${does('次のいずれか: {v}', '次のどれでもない: {v}')}`,
  'nft.set': `${asked}がセット{v}に${does('登録されている', '登録されていない')}`,
  'nft.together': `次の組み合わせがセット{v}に${does('登録されている', '登録されていない')}: {parts}`,
  'nft.counter': 'ルール内でこれより前の条件に合うパケットを数えます。',
  'nft.flow': '接続をflowtable {v}に渡します。以降のパケットはルールを通りません。',
  'nft.accept':
    'パケットを通します。このベースチェーンの残りのルールは見ません。優先度が後のチェーンは適用されます。',
  'nft.reject': 'パケットを拒否し、送信元に通知します。',
  'nft.redirect': '宛先をこのホスト自身に書き換えます。',
  'nft.snat': '送信元アドレスを書き換えます。接続全体に適用されます。',
  'nft.dnat': '宛先を書き換えます。接続全体に適用されます。',
  'nft.queue': 'パケットをユーザー空間のプログラムに渡し、判断を任せます。',
  'nft.map': 'どうするかはマップ{v}で決まります。',
  'nft.branches': 'パケットに応じて、次のいずれかになります: {v}',
};

export default strings;

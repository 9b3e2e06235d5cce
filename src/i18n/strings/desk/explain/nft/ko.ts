import type { NftStrings } from './en.ts';

const is = '{not, select, yes {{v} 이외입니다} other {{v}입니다}}';
const does = (yes: string, no: string) => `{not, select, yes {${no}} other {${yes}}}`;
const asked =
  '{f, select, saddr {출발지 주소} daddr {목적지 주소} sport {출발지 포트} dport {목적지 포트} iif {입력 인터페이스} oif {출력 인터페이스} family {주소 패밀리} other {프로토콜}}';

const strings: NftStrings = {
  'nft.is': `${asked}: ${is}.`,
  'nft.oneOf': `${asked}(${does('다음 중 하나', '다음 중 어느 것도 아님')}): {v}`,
  'nft.set': `${asked}: 집합 {v}에 ${does('들어 있습니다', '들어 있지 않습니다')}.`,
  'nft.together': `다음 조합이 집합 {v}에 ${does('들어 있습니다', '들어 있지 않습니다')}: {parts}`,
  'nft.counter': '규칙에서 이보다 앞에 있는 조건에 맞는 패킷을 셉니다.',
  'nft.flow': '연결을 flowtable {v}에 넘깁니다. 이후 패킷은 규칙을 거치지 않습니다.',
  'nft.accept':
    '패킷을 통과시킵니다. 이 베이스 체인의 나머지 규칙은 보지 않지만, 뒤 순위의 체인은 적용됩니다.',
  'nft.reject': '패킷을 거부하고 보낸 쪽에 알립니다.',
  'nft.redirect': '목적지를 현재 호스트 자신으로 바꿉니다.',
  'nft.snat': '출발지 주소를 바꿉니다. 연결 전체에 적용됩니다.',
  'nft.dnat': '목적지를 바꿉니다. 연결 전체에 적용됩니다.',
  'nft.queue': '패킷을 사용자 공간 프로그램에 넘기고 결정을 맡깁니다.',
  'nft.map': '맵 {v}에 따라 결정됩니다.',
  'nft.branches': '패킷에 따라 다음 중 하나가 됩니다: {v}',
};

export default strings;

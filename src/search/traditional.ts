/** Characters of the site's Chinese pages that are written otherwise in Taiwan and Hong Kong, each beside its own. */
const pairs =
  '連连 鏈链 蹤踪 滿满 斷断 開开 關关 閉闭 時时 間间 節节 點点 網网 絡络 線线 務务 訪访 問问 題题 應应 響响 無无 遲迟 發发 ' +
  '現现 錯错 誤误 進进 過过 還还 這这 個个 請请 轉转 換换 據据 數数 規规 則则 復复 導导 擋挡 攔拦 絕绝 認认 證证 書书 負负 ' +
  '載载 門门 緩缓 衝冲 衛卫 設设 備备 級级 緊紧 統统 計计 記记 錄录 內内 殘残 舊旧 後后 啟启 動动 狀状 態态 異异 ' +
  '調调 優优 為为 當当 會会 從从 來来 對对 單单 雙双 實实 寫写 鎖锁 競竞 爭争 佔占 佇伫 佈布 傳传 輸输 達达 遠远 處处 變变 ' +
  '讓让 離离 報报 壞坏 沒没 決决 測测 濾滤 牆墙 檢检 機机 權权 標标 業业 樣样 隊队 隨随 際际 陣阵 頭头 頻频 類类 顯显 飽饱 ' +
  '驗验 丟丢 併并 兩两 冊册 減减 劃划 別别 勝胜 區区 協协 參参 嚴严 國国 圍围 圖图 場场 壓压 夠够 將将 層层 屬属 帶带';

const simple = new Map(pairs.split(' ').map(pair => [pair[0] as string, pair[1] as string]));

/** 連接 → 连接. Text without such characters comes back as it is. */
export function simplified(text: string): string {
  return text.replace(/\p{Script=Han}/gu, letter => simple.get(letter) ?? letter);
}

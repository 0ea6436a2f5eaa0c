"""How likely a text is when its bytes are read in one of the East Asian encodings.

Read in the right one, most characters are among those that names, towns, streets and firms are written with. Read in
a wrong one, the same bytes give characters that hardly anybody uses. The makers of these encodings sorted them so, too:
what is common stands first.
"""

from __future__ import annotations

from functools import cache

_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心"
    "多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分"
    "将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因"
    "重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市司区省县州城镇村路"
    "街号楼室科技限网络息传媒集团贸易商店南京广深圳杭江苏浙河湖福建川安徽陕辽宁吉林黑龙云贵青甘肃夏蒙古藏疆香"
    "港澳台湾津庆王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余叶程魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范石廖贾韦付白邹孟熊秦邱侯尹薛闫段雷史陶贺顾毛郝龚邵钱严伟芳娜秀英敏静丽强磊洋艳勇杰娟涛超"
    "霞桂华玉兰梅红春晶莹畅帆颖婷倩丹欣雪志刚鹏辉波斌宇浩凯健俊飞旭琳柳凤琴冬莉荣佳怡邮件姓址客户"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可里後小麼心"
    "多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分"
    "將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因"
    "重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市縣區鄉鎮村鄰路街巷"
    "弄號樓室段股份限司科技資訊企社商店台臺雄桃園竹苗栗彰南投雲林嘉義屏花蓮澎湖金馬基隆宜蘭仁愛忠孝復興權族安"
    "香港九龍澳陳黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅潘簡朱鍾游彭詹胡施沈余趙盧梁顏柯孫魏翁"
    "戴范宋鄧杜傅侯曹薛丁卓董溫唐藍石蔣田康鄒白尤巫塗志豪俊傑建宏冠宇偉玲惠淑雅婷怡君佳穎芬芳秀英慧雯詩涵欣郁"
    "靜承翰宗憲彥廷威哲瑋柏軒郵件姓址客戶"
)
_JAPANESE = frozenset(
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場"
    "金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性"
    "的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心"
    "界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策"
    "集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減"
    "台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤常校料沢裁状工建語球営空職証土与急止送援供可"
    "役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警"
    "宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働形"
    "景落欧担好退準賞訴辺造英被株頭技低毛医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量望"
    "松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達良響阪帰針専推谷古候史天階程満敗管値歌買突兵"
    "接請器士光討路悪科攻崎督授催細効図週積丸他及湾録処省旧室憲太橋歩離岸客風紙激否周師摘材登系批郎母易健黒火"
    "戸速存花春飛殺央券赤号単盟座青破編捜竹除完降超責並療従右修捕隊危採織森競拡故館振給屋介読弁根色友苦就迎走"
    "販園具左異歴辞将秋因献厳馬愛幅休維富浜父遺彼般未塁貿講邦舞林装諸夏素亡劇河遣航抗冷模雄適婦鉄寄益込顔緊類"
    "児余禁印逆王返標換久短油妻暴輪占宣背昭廃植熱宿薬伊江清習険頼僚覚吉盛船倍均億途圧芸許皇臨踏駅署抜壊債便伸"
    "留罪停興爆陸玉源儀波創障継筋狙帯延羽努固闘精則葬乱避普散司康測豊洋静善逮婚厚喜齢囲卒迫略承浮惑崩順紀聴脱"
    "旅絶級幸岩練押軽倒了庁博城患締等救執層版老令角絡損房募曲撤裏払削密庭徒措仏績築貨志混載昇池陣我勤為血遅抑"
    "幕居染温雑招奈季困星傷永択秀著徴誌庫弾償功匠翔斎桜菜陽樹裕里佳浩也町丁"
)
_HANGUL = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변"
    "염여추도소석선설마길연위표명기반라왕금옥육인맹제탁국모은준수영미순자경숙희상철호동승재혁훈태건규찬범종병"
    "광대용일춘말복덕혜아름다운늘보람울부산세충청북특별시군읍면리로번식회사업무역술과학교행화물통에너품의와를"
    "을가는으해어적들만스그관할없있것때년월"
)
_KANA = ("\u3041", "\u30ff")
_FIRST_LEVEL = 0.5
"""What a character counts that is among the frequent ones of its standard, though not among the commonest."""


def plausible(text: str, encoding: str) -> float:
    """Say how many of the characters beyond ASCII are common ones, from 0 to 1."""
    count, good = 0, 0.0
    common = _COMMON[encoding]
    kana = encoding in ("cp932", "euc_jp")
    before = " "
    for c in text:
        if c > "\x7f" and not "\u3000" <= c <= "\u303f" and not "\uff00" <= c <= "\uff60":
            count += 1
            if "a" <= before <= "z":  # in the middle of a Latin word: it is a Western letter read wrongly
                good -= 1
            elif c in common or (kana and _KANA[0] <= c <= _KANA[1]):
                good += 1
            elif _is_frequent(c, *_LEVELS[encoding]):
                good += _FIRST_LEVEL
        before = c
    return good / count if count else 0.0


@cache
def _is_frequent(character: str, standard: str, first: int, last: int) -> bool:
    try:
        data = character.encode(standard)
    except UnicodeEncodeError:
        return False
    return len(data) == 2 and first <= data[0] <= last


_COMMON = {
    "gb18030": _SIMPLIFIED,
    "cp950": _TRADITIONAL,
    "cp932": _JAPANESE,
    "euc_jp": _JAPANESE,
    "cp949": _HANGUL,
}
_LEVELS = {
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "cp950": ("big5", 0xA4, 0xC6),
    "cp932": ("euc_jp", 0xB0, 0xCF),
    "euc_jp": ("euc_jp", 0xB0, 0xCF),
    "cp949": ("euc_kr", 0xB0, 0xC8),
}
"""Encoding -> the standard behind it and its first bytes of the frequent characters (level 1)."""

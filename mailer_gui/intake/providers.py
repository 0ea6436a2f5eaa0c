"""Mailbox providers of many countries, and endings that are no endings: what typing mistakes are measured against."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


POPULAR = _words(
    """
gmail.com googlemail.com hotmail.com outlook.com live.com msn.com yahoo.com ymail.com rocketmail.com icloud.com
me.com mac.com aol.com aim.com mail.com email.com protonmail.com proton.me zoho.com fastmail.com tutanota.com
gmx.com inbox.com comcast.net verizon.net sbcglobal.net bellsouth.net att.net charter.net earthlink.net
optonline.net roadrunner.com juno.com netzero.net frontier.com windstream.net centurylink.net cox.net rogers.com
sympatico.ca shaw.ca telus.net bell.net videotron.ca yahoo.ca hotmail.ca live.ca outlook.ca yahoo.co.uk
hotmail.co.uk live.co.uk outlook.co.uk btinternet.com virginmedia.com blueyonder.co.uk talktalk.net ntlworld.com
sky.com tiscali.co.uk eircom.net yahoo.ie hotmail.ie bigpond.com bigpond.net.au optusnet.com.au yahoo.com.au
hotmail.com.au live.com.au outlook.com.au iinet.net.au xtra.co.nz gmx.de gmx.net web.de t-online.de freenet.de
arcor.de yahoo.de hotmail.de outlook.de live.de online.de posteo.de mailbox.org vodafone.de gmx.at gmx.ch aon.at
bluewin.ch hispeed.ch sunrise.ch outlook.at yahoo.at orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.fr
yahoo.fr live.fr outlook.fr neuf.fr bbox.fr numericable.fr gmx.fr skynet.be telenet.be hotmail.be proximus.be
outlook.be live.be libero.it virgilio.it tiscali.it alice.it tim.it hotmail.it yahoo.it live.it outlook.it
fastwebnet.it tin.it yahoo.es hotmail.es outlook.es telefonica.net terra.es movistar.es live.com.mx
hotmail.com.mx yahoo.com.mx outlook.com.mx prodigy.net.mx yahoo.com.ar hotmail.com.ar live.com.ar
fibertel.com.ar outlook.com.ar yahoo.cl hotmail.cl sapo.pt hotmail.pt outlook.pt live.com.pt mail.telepac.pt
netcabo.pt clix.pt iol.pt uol.com.br bol.com.br terra.com.br ig.com.br yahoo.com.br hotmail.com.br
outlook.com.br globo.com globomail.com oi.com.br ziggo.nl kpnmail.nl hetnet.nl planet.nl xs4all.nl home.nl
upcmail.nl hotmail.nl live.nl outlook.nl casema.nl telia.com bredband.net comhem.se hotmail.se live.se
outlook.se spray.se yahoo.se online.no hotmail.no live.no outlook.no hotmail.dk live.dk outlook.dk yahoo.dk
mail.dk stofanet.dk hotmail.fi luukku.com kolumbus.fi elisanet.fi onet.pl onet.eu wp.pl interia.pl interia.eu
gazeta.pl poczta.onet.pl poczta.fm o2.pl tlen.pl seznam.cz centrum.cz email.cz volny.cz post.cz atlas.cz azet.sk
centrum.sk zoznam.sk post.sk freemail.hu citromail.hu t-online.hu indamail.hu yahoo.ro hotmail.ro abv.bg mail.bg
dir.bg mail.ru yandex.ru yandex.com rambler.ru bk.ru inbox.ru list.ru ukr.net i.ua meta.ua bigmir.net tut.by
yahoo.gr hotmail.gr otenet.gr forthnet.gr mynet.com hotmail.com.tr yahoo.com.tr walla.co.il walla.com
bezeqint.net netvision.net.il qq.com 163.com 126.com sina.com sohu.com yeah.net foxmail.com aliyun.com 139.com
yahoo.com.cn yahoo.com.tw hinet.net pchome.com.tw yahoo.com.hk netvigator.com yahoo.co.jp docomo.ne.jp
ezweb.ne.jp softbank.ne.jp hotmail.co.jp outlook.jp nifty.com naver.com hanmail.net daum.net nate.com
yahoo.co.in yahoo.in rediffmail.com hotmail.co.in outlook.in yahoo.co.id yahoo.com.sg yahoo.com.my yahoo.com.ph
yahoo.com.vn singnet.com.sg mweb.co.za telkomsa.net vodamail.co.za webmail.co.za
"""
)
"""Domains where many people have their mailbox: a mistake is corrected towards these, and these are never corrected."""

REAL = frozenset(POPULAR) | frozenset(
    _words(
        """
gmx.us gmx.co.uk gmx.es gmx.it gmx.eu gmx.info gmx.li gmx.org mail.de mail.ch mail.it mail.be mail.fr mail.ee
mail.ua mail.by mail.kz gmail.ru gmail.pl gail.com mail.co mail.me mail.net mail.org mail.pt mail.ca mail.co.uk
mail.com.br mail.com.tr email.it email.de email.ch email.com.br emailn.de tmail.com hmail.com fmail.com
kmail.com cmail.com amail.com zmail.com xmail.com qmail.com umail.com bmail.com imail.com jmail.com
emailmail.com vmail.com wmail.com smail.com omail.com hushmail.com runbox.com startmail.com mailfence.com
disroot.org riseup.net kolabnow.com posteo.net posteo.org posteo.eu pm.me protonmail.ch tuta.io tuta.com
tutamail.com tutanota.de fastmail.fm fastmail.net hey.com duck.com skiff.com mailo.com netcourrier.com
caramail.com voila.fr aliceadsl.fr cegetel.net club-internet.fr noos.fr 9online.fr dbmail.com live.com.au
live.ie live.in live.jp live.cn live.hk live.com.sg live.com.my live.com.ph live.co.za live.cl live.com.co
live.at live.co.kr outlook.com.br outlook.com.vn outlook.co.id outlook.com.tr outlook.co.th outlook.co.nz
outlook.cl outlook.cz outlook.hu outlook.ie outlook.kr outlook.lv outlook.my outlook.ph outlook.sa outlook.sg
outlook.sk outlook.co.il hotmail.at hotmail.ch hotmail.cz hotmail.hu hotmail.sk hotmail.lt hotmail.lv hotmail.rs
hotmail.com.hk hotmail.com.tw hotmail.co.kr hotmail.co.th hotmail.co.nz hotmail.co.za hotmail.co.id
hotmail.com.vn hotmail.com.ve hotmail.my hotmail.ph hotmail.sg windowslive.com passport.com msn.cn yahoo.com.ve
yahoo.com.co yahoo.com.pe yahoo.co.kr yahoo.co.th yahoo.co.nz yahoo.co.za yahoo.no yahoo.fi yahoo.pl yahoo.nl
yahoo.be yahoo.cz yahoo.hu yahoo.pt yahoo.cn yahoo.com.ec yahoo.com.uy myyahoo.com yahoomail.com icloud.com.cn
googlemail.co.uk google.com apple.com microsoft.com amazon.com meta.com mail.ee hot.ee online.ee neti.ee
inbox.lv inbox.lt inbox.ru one.lt delfi.lt laposte.fr free.com free.net orange.com orange.es orange.be
orange.net sfr.net wanadoo.com wanadoo.es wanadoo.nl web.com web.net web.at web.fr freenet.com arcor.com
arcor.net t-online.at t-online.com online.com online.fr online.be libero.com alice.com tim.com vodafone.it
vodafone.es vodafone.com vodafone.pt vodafone.nl telenet.com skynet.com sky.it sky.de cox.com shaw.com bell.ca
bell.com charter.com att.com verizon.com telus.com telus.ca rogers.ca sina.cn 188.com 189.cn 21cn.com tom.com
vip.163.com vip.qq.com vip.sina.com wo.cn hotmail.cn nate.co naver.co daum.com hanmail.com post.com post.ch
posta.ro home.com home.se planet.com planet.be ziggo.com kpn.nl kpn.com seznam.sk centrum.com zoznam.com
azet.com atlas.sk email.sk ya.ru yandex.ua yandex.kz yandex.by yandex.com.tr yandex.fr narod.ru internet.ru
vk.com ukr.com list.com iname.com usa.com europe.com asia.com post.pl op.pl vp.pl autograf.pl buziaczek.pl
go2.pl spoko.pl amorki.pl poczta.pl lycos.com lycos.co.uk lycos.de lycos.es excite.com excite.it excite.co.jp
netscape.net compuserve.com earthling.net uymail.com hotmail.co.il prodigy.net
"""
    )
)
"""Domains that exist although they look like a mistake."""

SOLE_ENDING = frozenset({"gmail", "hotmail", "icloud", "googlemail", "protonmail"})
"""Brands whose mailboxes end only as POPULAR and REAL say."""

WRONG_ENDINGS = {
    **dict.fromkeys(
        _words(
            "con cmo ocm comm coom cim vom xom cpm clm ckm cmm cok cxm coj coim ccom conm copm comn comq cnm coml "
            "c0m dom.com com.com"
        ),
        "com",
    ),
    **dict.fromkeys(_words("ney nte nett nrt met.net bet.net ner neet netr ntt"), "net"),
    **dict.fromkeys(_words("ogr orgg orh rog prg 0rg ofg orf"), "org"),
    **dict.fromkeys(_words("co.ukk co.uj co.ul c.uk co.ku couk com.uk cou.k"), "co.uk"),
    **dict.fromkeys(_words("com.brr com.b combr con.br cm.br ocm.br comm.br"), "com.br"),
    **dict.fromkeys(_words("com.a com.uu comau con.au"), "com.au"),
    "dee": "de",
    "frr": "fr",
    "itt": "it",
    "ptt": "pt",
    "ess": "es",
    "nll": "nl",
}
"""Endings that no domain has -> what was meant."""

NEAR_ENDINGS = {"co": "com", "cm": "com", "om": "com", "ne": "net"}
"""Endings that are countries, yet after a provider's name they are a slip."""

"""Domains for the labelled set, written down for it: where people have mailboxes, and rare ones that are right."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from mailer_gui.intake.column_words import squeeze

MAILBOXES = {
    "us": "gmail.com yahoo.com hotmail.com outlook.com icloud.com aol.com comcast.net verizon.net sbcglobal.net"
    " msn.com att.net bellsouth.net cox.net charter.net earthlink.net live.com me.com mac.com optonline.net"
    " juno.com netzero.net windstream.net frontier.com rr.com centurylink.net suddenlink.net mindspring.com"
    " pacbell.net ameritech.net ymail.com zoominternet.net metrocast.net gci.net hawaiiantel.net"
    " rocketmail.com protonmail.com fastmail.com mail.com usa.net cableone.net mediacombb.net rcn.com tds.net"
    " wowway.com comporium.net ptd.net fuse.net embarqmail.com hughes.net netscape.net wildblue.net sonic.net"
    " gvtc.com proton.me googlemail.com",
    "ca": "rogers.com sympatico.ca shaw.ca telus.net videotron.ca yahoo.ca hotmail.ca bell.net cogeco.ca"
    " eastlink.ca sasktel.net mts.net mymts.net tbaytel.net execulink.com xplornet.ca teksavvy.com live.ca"
    " outlook.ca vianet.ca",
    "gb": "hotmail.co.uk yahoo.co.uk btinternet.com sky.com virginmedia.com talktalk.net live.co.uk ntlworld.com"
    " plus.net blueyonder.co.uk tiscali.co.uk o2.co.uk zen.co.uk talk21.com btopenworld.com lineone.net"
    " tesco.net waitrose.com onetel.net freeuk.com uwclub.net outlook.co.uk aol.co.uk manx.net cwgsy.net"
    " eclipse.co.uk virgin.net",
    "ie": "eircom.net hotmail.ie yahoo.ie live.ie outlook.ie iol.ie eir.ie vodafone.ie",
    "au": "bigpond.com optusnet.com.au yahoo.com.au hotmail.com.au iinet.net.au tpg.com.au internode.on.net"
    " dodo.com.au westnet.com.au exetel.com.au aussiebroadband.com.au ozemail.com.au live.com.au"
    " outlook.com.au bigpond.net.au netspace.net.au skymesh.com.au",
    "nz": "xtra.co.nz yahoo.co.nz slingshot.co.nz orcon.net.nz vodafone.co.nz hotmail.co.nz snap.net.nz"
    " clear.net.nz farmside.co.nz",
    "de": "gmx.de web.de t-online.de freenet.de yahoo.de hotmail.de arcor.de posteo.de outlook.de live.de"
    " mailbox.org gmx.net vodafone.de unitybox.de kabelmail.de netcologne.de ewetel.net mnet-online.de"
    " online.de o2online.de alice-dsl.net onlinehome.de wtnet.de htp-tel.de dokom.net osnanet.de kabelbw.de"
    " versanet.de email.de mail.de magenta.de nefkom.net rz-online.de gmx.eu",
    "at": "gmx.at aon.at chello.at a1.net hotmail.at inode.at liwest.at utanet.at kabsi.at tele2.at drei.at"
    " outlook.at vol.at speed.at tirol.com live.at",
    "ch": "bluewin.ch gmx.ch hispeed.ch sunrise.ch hotmail.ch swissonline.ch yahoo.ch bluemail.ch outlook.ch"
    " netplus.ch vtxnet.ch romandie.com ticino.com gawnet.ch datacomm.ch freesurf.ch green.ch quickline.ch",
    "fr": "orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.fr yahoo.fr live.fr neuf.fr outlook.fr bbox.fr"
    " numericable.fr club-internet.fr aliceadsl.fr cegetel.net gmx.fr noos.fr voila.fr 9online.fr"
    " netcourrier.com mailo.com libertysurf.fr nordnet.fr dartybox.com ozone.net mailoo.org aol.fr",
    "be": "telenet.be skynet.be hotmail.be proximus.be live.be outlook.be yahoo.be scarlet.be voo.be brutele.be"
    " belgacom.net pandora.be edpnet.be tvcablenet.be advalvas.be base.be",
    "nl": "ziggo.nl kpnmail.nl hetnet.nl planet.nl home.nl hotmail.nl live.nl xs4all.nl upcmail.nl casema.nl"
    " chello.nl quicknet.nl tele2.nl online.nl zonnet.nl zeelandnet.nl caiway.nl solcon.nl telfort.nl"
    " outlook.nl wxs.nl dds.nl xmsnet.nl 12move.nl hccnet.nl versatel.nl concepts.nl kabelfoon.nl yahoo.nl",
    "it": "libero.it virgilio.it tiscali.it alice.it hotmail.it yahoo.it tin.it fastwebnet.it live.it outlook.it"
    " tim.it email.it inwind.it iol.it vodafone.it poste.it teletu.it aruba.it pec.it legalmail.it tele2.it"
    " supereva.it interfree.it wind.it gmx.it msn.it",
    "es": "hotmail.es yahoo.es telefonica.net terra.es movistar.es ono.com outlook.es live.es jazztel.es orange.es"
    " vodafone.es euskalnet.net wanadoo.es ya.com mundo-r.com telecable.es menta.net retemail.es arrakis.es"
    " teleline.es xtec.cat gva.es",
    "pt": "sapo.pt hotmail.pt clix.pt iol.pt netcabo.pt outlook.pt live.com.pt telepac.pt meo.pt nos.pt"
    " portugalmail.pt netmadeira.com vodafone.pt mail.telepac.pt megamail.pt",
    "br": "uol.com.br bol.com.br terra.com.br ig.com.br yahoo.com.br hotmail.com.br globo.com outlook.com.br"
    " oi.com.br live.com.br r7.com zipmail.com.br pop.com.br globomail.com superig.com.br ibest.com.br"
    " brturbo.com.br uai.com.br horizon.com.br predialnet.com.br sercomtel.com.br",
    "mx": "hotmail.com.mx yahoo.com.mx prodigy.net.mx live.com.mx outlook.com.mx hotmail.mx outlook.mx"
    " megacable.com.mx",
    "ar": "yahoo.com.ar hotmail.com.ar fibertel.com.ar speedy.com.ar live.com.ar outlook.com.ar arnet.com.ar"
    " ciudad.com.ar telecentro.com.ar",
    "cl": "hotmail.cl yahoo.cl vtr.net live.cl outlook.cl gtdmail.com",
    "co": "yahoo.com.co hotmail.com.co une.net.co etb.net.co outlook.com.co yahoo.com.pe hotmail.com.pe cantv.net",
    "se": "telia.com hotmail.se live.se bredband.net comhem.se spray.se outlook.se home.se tele2.se swipnet.se"
    " bahnhof.se glocalnet.net passagen.se yahoo.se bredband2.com tyfon.net netatonce.net ownit.nu",
    "no": "online.no hotmail.no broadpark.no live.no yahoo.no outlook.no altibox.no lyse.net getmail.no"
    " nextgentel.com start.no frisurf.no loqal.no ebnett.no bluezone.no eidsiva.net epost.no",
    "dk": "hotmail.dk live.dk mail.dk stofanet.dk jubii.dk outlook.dk yahoo.dk tdcadsl.dk webspeed.dk privat.dk"
    " sol.dk ofir.dk email.dk fibermail.dk dsa-net.dk bbsyd.dk galnet.dk youmail.dk post.tele.dk",
    "fi": "luukku.com kolumbus.fi hotmail.fi elisanet.fi saunalahti.fi outlook.fi live.fi pp.inet.fi suomi24.fi"
    " netti.fi welho.com dnainternet.net phpoint.fi mbnet.fi kotinet.com anvianet.fi netikka.fi jippii.fi",
    "pl": "wp.pl onet.pl o2.pl interia.pl gazeta.pl op.pl poczta.onet.pl tlen.pl vp.pl poczta.fm go2.pl"
    " buziaczek.pl neostrada.pl autograf.pl spoko.pl int.pl interia.eu onet.eu yahoo.pl prokonto.pl",
    "cz": "seznam.cz centrum.cz email.cz volny.cz post.cz atlas.cz quick.cz tiscali.cz klikni.cz mybox.cz"
    " upcmail.cz outlook.cz hotmail.cz cbox.cz",
    "sk": "azet.sk centrum.sk zoznam.sk post.sk pobox.sk stonline.sk inmail.sk orangemail.sk szm.sk",
    "hu": "freemail.hu citromail.hu t-online.hu indamail.hu vipmail.hu upcmail.hu invitel.hu chello.hu mailbox.hu"
    " digikabel.hu index.hu",
    "ro": "yahoo.ro hotmail.ro rdslink.ro upcmail.ro clicknet.ro email.ro home.ro",
    "bg": "abv.bg mail.bg dir.bg gbg.bg",
    "gr": "otenet.gr yahoo.gr hotmail.gr forthnet.gr hol.gr in.gr freemail.gr windowslive.com tellas.gr",
    "hr": "net.hr inet.hr vip.hr iskon.hr siol.net t-2.net telemach.net email.si eunet.rs sbb.rs mts.rs ptt.rs",
    "lt": "inbox.lv inbox.lt mail.ee one.lt takas.lt hot.ee apollo.lv delfi.lv online.ee",
    "ru": "mail.ru yandex.ru rambler.ru bk.ru inbox.ru list.ru ya.ru yandex.com internet.ru pochta.ru lenta.ru"
    " qip.ru narod.ru hotmail.ru ngs.ru tut.by mail.by yandex.kz mail.kz",
    "ua": "ukr.net i.ua meta.ua bigmir.net online.ua ua.fm email.ua yandex.ua",
    "tr": "hotmail.com.tr yahoo.com.tr mynet.com superonline.com ttmail.com outlook.com.tr windowslive.com turk.net",
    "il": "walla.co.il netvision.net.il bezeqint.net walla.com 012.net.il zahav.net.il hotmail.co.il",
    "ae": "emirates.net.ae eim.ae maktoob.com hotmail.ae outlook.sa menara.ma topnet.tn gnet.tn link.net yahoo.ae",
    "za": "mweb.co.za telkomsa.net vodamail.co.za iafrica.com webmail.co.za absamail.co.za yahoo.co.za lantic.net"
    " yahoo.com.ng africaonline.co.ke wananchi.com",
    "in": "rediffmail.com yahoo.co.in yahoo.in hotmail.co.in outlook.in indiatimes.com sify.com bsnl.in"
    " airtelmail.in vsnl.com yahoo.com.pk sltnet.lk",
    "cn": "qq.com 163.com 126.com sina.com sohu.com foxmail.com yeah.net aliyun.com 139.com 21cn.com tom.com"
    " vip.163.com netvigator.com yahoo.com.hk hinet.net yahoo.com.tw pchome.com.tw seed.net.tw",
    "jp": "yahoo.co.jp docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com i.softbank.jp ocn.ne.jp biglobe.ne.jp"
    " so-net.ne.jp plala.or.jp au.com excite.co.jp infoseek.jp goo.jp ybb.ne.jp hotmail.co.jp outlook.jp",
    "kr": "naver.com hanmail.net daum.net nate.com kakao.com korea.com dreamwiz.com empal.com yahoo.co.kr",
    "sg": "singnet.com.sg yahoo.com.sg starhub.net.sg pacific.net.sg yahoo.com.my streamyx.com tm.net.my"
    " yahoo.co.th hotmail.co.th yahoo.co.id yahoo.com.ph yahoo.com.vn pldtdsl.net fpt.vn",
}
"""Real mailbox domains, by country: large and small, of telephone companies, towns and regions."""

OWNERS = """
bosch.com siemens.com volkswagen.de lufthansa.com allianz.com sap.com nestle.com novartis.com roche.com ikea.com
ericsson.com nokia.com maersk.com philips.com unilever.com shell.com airbus.com renault.com loreal.com michelin.com
ferrari.com barilla.com telefonica.com inditex.com edp.pt galp.com petrobras.com.br embraer.com.br cemex.com sony.com
toyota.co.jp samsung.com hyundai.com tatamotors.com infosys.com wipro.com harvard.edu stanford.edu berkeley.edu
princeton.edu cornell.edu columbia.edu oxford.gov.uk cambridge.org manchester.ac.uk nottingham.ac.uk sheffield.ac.uk
uni-hamburg.de uni-muenchen.de uni-heidelberg.de tu-dortmund.de univ-rennes.fr univ-bordeaux.fr unibo.it uniroma3.it
unipi.it unizar.es unican.es uminho.pt uporto.pt usp.br unesp.br leidenuniv.nl maastrichtuniversity.nl kuleuven.be
uantwerpen.be unige.ch unibas.ch uibk.ac.at sdu.dk gu.se umu.se uit.no tuni.fi uw.edu.pl muni.cz szte.hu utcluj.ro
"""
"""Domains of firms and universities, which nobody can list: only a wrong ending can be seen there."""

RARE = """
ymail.com rocketmail.com mail.com email.com gmx.li gmx.net gmx.us gmx.eu me.com mac.com hey.com pm.me proton.me
tuta.com tuta.io tutanota.de fastmail.fm fastmail.net hushmail.com runbox.com disroot.org riseup.net posteo.net
mailbox.org inbox.com inbox.lv inbox.lt mail.ee mail.bg mail.de mail.ch mail.kz mail.ua mail.md email.it email.de
email.ua email.si live.at live.be live.ca live.it live.jp live.ie live.cl live.com.pt live.co.za hotmail.ch hotmail.cz
hotmail.gr hotmail.co.id hotmail.co.jp hotmail.com.vn hotmail.rs hotmail.lt yahoo.co.id yahoo.com.ph yahoo.com.sg
yahoo.com.vn yahoo.ro yahoo.no yahoo.se yahoo.co.kr yahoo.com.hk outlook.sk outlook.cz outlook.hu outlook.ie
outlook.co.th outlook.com.tr outlook.jp outlook.pt aol.de aol.fr aol.co.uk aol.it msn.cn msn.nl googlemail.com
google.com yandex.kz yandex.by yandex.ua yandex.com ya.ru vk.com internet.ru rambler.ua t-online.hu t-online.com
freenet.am orange.es orange.pl orange.sk orange.com orange.net orange.ch sfr.re wanadoo.es wanadoo.nl free.org
freemail.it freemail.gr alice-dsl.net aliceadsl.fr alice.com libero.com tim.com tim.com.br tiscali.cz tiscali.co.uk
tiscali.fr terra.com terra.cl terra.com.mx uol.com bol.com ig.com globo.tv sapo.ao sapo.cv web.com wed.de wp.com wp.eu
onet.com onet.eu o2.co.uk o2.cz o2.com op.com interia.com interia.eu gazeta.ru seznam.sk centrum.com azet.com
zoznam.com post.ch post.at post.com post.sk atlas.cz atlas.sk volny.com telia.se telia.ee telia.no telia.dk telia.lt
telia.fi comhem.com spray.no online.de online.fr online.com online.ee bigpond.net.au telstra.com optus.com.au
iinet.com xtra.com spark.co.nz bell.ca bell.net bell.com shaw.com telus.com rogers.ca videotron.com cox.com cox.net
charter.com charter.net comcast.com att.com verizon.com sky.it sky.de sky.ch skynet.com skype.net sina.cn sohu.net
139.com 188.com 189.cn 21cn.com tom.com vip.qq.com nate.co.kr hanmail.com daum.com kakao.com naver.co docomo.com
softbank.jp au.com nifty.co.jp rediff.com sify.com airtelmail.com singtel.com starhub.com planet.com planet.be
home.com home.se home.pl ziggo.com kpn.com kpn.nl xs4all.be hetnet.com tele2.nl tele2.se telenet.com proximus.com
skynet.co.uk sunrise.com bluewin.com hispeed.com love.com life.com line.com olive.com alive.com lime.com gail.com
hotel.com hotels.com hotmart.com hotjar.com outdoor.com outlet.com lookout.com outbrain.com cloud.com iclub.com
yoho.com yahoot.com kahoot.com gmr.com gmac.com gmo.jp gmv.com gmp.com gfk.com gls.de gea.com gma.de wer.de wdr.de
wir.de wbs.de wgv.de ndr.de mdr.de swr.de zdf.de ard.de dfb.de dlr.de fau.de tum.de lmu.de kit.edu fu-berlin.de
hu-berlin.de tu-berlin.de uni-bonn.de uni-koeln.de uni-jena.de uni-ulm.de uni-mainz.de uni-trier.de rwth-aachen.de
tu-dresden.de h-da.de th-koeln.de hs-mainz.de charite.de mpg.de fraunhofer.de dfki.de desy.de bmw.de bosch.com sap.com
tui.com dhl.de dhl.com aldi.de lidl.de rewe.de otto.de edeka.de rossmann.de obi.de metro.de ikea.com siemens.com
basf.com bayer.com henkel.com zeiss.com stihl.de ethz.ch epfl.ch uzh.ch unibe.ch unige.ch zhaw.ch sbb.ch srf.ch
migros.ch coop.ch ubs.com axa.ch tuwien.ac.at univie.ac.at jku.at oebb.at orf.at wko.at bks.at ens.fr polytechnique.fr
sorbonne-universite.fr inria.fr cnrs.fr cea.fr edf.fr engie.com sncf.fr ratp.fr axa.fr maif.fr macif.fr matmut.fr
mgen.fr ugap.fr fnac.com darty.com free-mobile.fr sfr.com bouygues.com univ-lyon1.fr univ-lille.fr univ-nantes.fr
insa-lyon.fr hec.edu essec.edu edhec.com uliege.be kuleuven.be ugent.be vub.be ulb.be uantwerpen.be vrt.be rtbf.be
kbc.be tudelft.nl uva.nl vu.nl uu.nl ru.nl rug.nl wur.nl tue.nl utwente.nl hva.nl hu.nl ns.nl nos.nl ing.nl asr.nl
knmi.nl rivm.nl tno.nl unibo.it unimi.it uniroma1.it unipd.it unito.it polimi.it polito.it cnr.it rai.it enel.com
eni.com pirelli.com ferrero.com uam.es ucm.es upm.es upc.edu ub.edu uab.cat uv.es us.es ugr.es rtve.es renfe.es
bbva.com inditex.com mapfre.com ulisboa.pt up.pt uc.pt uminho.pt edp.pt galp.com cp.pt ctt.pt usp.br unicamp.br
ufrj.br ufmg.br ufrgs.br puc-rio.br fgv.br petrobras.com.br vale.com itau.com.br unam.mx itesm.mx ipn.mx pemex.com
cemex.com uba.ar conicet.gov.ar uchile.cl uc.cl udec.cl kth.se lu.se su.se uu.se gu.se liu.se chalmers.se ki.se slu.se
volvo.com sandvik.com scania.com ericsson.com svt.se sj.se uio.no ntnu.no uib.no nrk.no dnb.no telenor.com equinor.com
ku.dk au.dk dtu.dk sdu.dk aau.dk cbs.dk dr.dk dsb.dk lego.com maersk.com helsinki.fi aalto.fi tuni.fi oulu.fi utu.fi
jyu.fi yle.fi vr.fi nokia.com kone.com uw.edu.pl uj.edu.pl pw.edu.pl agh.edu.pl pkp.pl orlen.pl cuni.cz cvut.cz
muni.cz vutbr.cz cez.cz skoda.cz uniba.sk stuba.sk elte.hu bme.hu mol.hu otp.hu msu.ru spbu.ru hse.ru mipt.ru sber.ru
knu.ua kpi.ua lnu.ua auth.gr uoa.gr ntua.gr metu.edu.tr itu.edu.tr boun.edu.tr tau.ac.il huji.ac.il technion.ac.il
iitb.ac.in iitd.ac.in iisc.ac.in tcs.com infosys.com wipro.com pku.edu.cn tsinghua.edu.cn fudan.edu.cn sjtu.edu.cn
hku.hk cuhk.edu.hk ntu.edu.tw u-tokyo.ac.jp kyoto-u.ac.jp osaka-u.ac.jp keio.jp waseda.jp titech.ac.jp sony.com
ntt.com kddi.com snu.ac.kr kaist.ac.kr yonsei.ac.kr lg.com kt.com nus.edu.sg ntu.edu.sg uct.ac.za wits.ac.za sun.ac.za
ox.ac.uk cam.ac.uk ucl.ac.uk kcl.ac.uk lse.ac.uk ed.ac.uk gla.ac.uk bris.ac.uk leeds.ac.uk le.ac.uk bath.ac.uk
bbc.co.uk bt.com nhs.net nhs.uk ee.co.uk itv.com tcd.ie ucd.ie dcu.ie rte.ie aib.ie mit.edu yale.edu duke.edu nyu.edu
ucla.edu usc.edu umich.edu rice.edu brown.edu gatech.edu asu.edu osu.edu psu.edu msu.edu ge.com gm.com hp.com ibm.com
3m.com ups.com fedex.com ford.com nasa.gov usps.gov mcgill.ca ubc.ca utoronto.ca sfu.ca uvic.ca cbc.ca cn.ca
anu.edu.au unsw.edu.au uq.edu.au abc.net.au csiro.au otago.ac.nz vuw.ac.nz gmx.com gmx.ch gmx.at gmx.fr gmx.es mail.ru
gmail.ru gmail.pl aol.nl aol.jp live.nl live.dk live.se live.fi live.no live.cn live.in live.com.mx live.com.ar
hotmail.de yahoo.com.br yahoo.com.mx yahoo.jp yahoo.pl yahoo.dk yahoo.fi outlook.fr outlook.it outlook.es outlook.at
outlook.be outlook.dk outlook.com.br outlook.com.au outlook.cl outlook.lv msn.com mns.com me.net mac.net web.at web.ch
web.it web.dk freenet.net freemail.com free.de free.it libero.pt libero.es orange.ro orange.lu orange.be orange.jo
bouygues.net laposte.fr laposte.com poste.fr posta.it poste.com t-mobile.com t-com.hr t-com.de tele2.com tele2.ee
tele2.lv telenor.dk telenor.se telekom.de telekom.com telefonica.es telefonica.de telecom.it telekom.sk terra.com.pe
uol.com.ar uol.com.co sapo.com mail.pt clix.com nos.com meo.com iol.it iol.com onet.com.pl o2.de o2.ie o2.sk
seznam.com centrum.hu email.sk email.hu post.de post.lu pobox.com inbox.ee mail.be mail.nl mail.se mail.no mail.fi
mail.gr mail.hu mail.cz mail.sk mail.ie mail.es mail.it mail.co.za yandex.de yandex.net rambler.com bk.com list.com
internet.com ukr.com meta.com i.am walla.net nana.com qq.net 123.com 127.com 136.com 162.com 165.com 166.com 263.com
sino.com sona.com soho.com tim.de tom.de tam.com naver.jp daum.kr nate.net kakao.net docomo.jp au.net nifty.jp
singtel.com.sg starhub.com.sg rediff.co.in sify.net telstra.com.au optus.net.au iinet.com.au tpg.com.hk xtra.net
slingshot.net shaw.net rogers.net cogeco.com cogeco.net eastlink.com sky.net sky.co.nz sky.com.br virgin.com
virginmedia.co.uk btinternet.net talktalk.co.uk plus.com three.co.uk vodafone.com vodafone.co.uk posteo.eu
tutanota.com tutamail.com keemail.me startmail.nl mailfence.be mailbox.com runbox.no kolabnow.ch zimbra.com horde.org
roundcube.net mailgun.org sendgrid.net mailjet.com brevo.com mailchimp.com campaigns.de
"""
"""Real domains that are rare in lists, with many that are short or look like a mailbox provider."""

TRADES = {
    "de": "baeckerei tischlerei gartenbau zahnarzt praxis kanzlei malermeister autohaus optik apotheke verlag weinhof",
    "fr": "boulangerie menuiserie cabinet garage pharmacie plomberie atelier librairie domaine camping mairie",
    "it": "panificio falegnameria studio officina farmacia libreria cantina agriturismo trattoria ottica vivaio",
    "es": "panaderia carpinteria clinica taller farmacia floristeria bodega asesoria libreria hostal gestoria",
    "pt": "padaria carpintaria clinica oficina farmacia florista quinta escola livraria pousada otica adega",
    "nl": "bakkerij timmerman praktijk garage apotheek bloemen kwekerij slagerij boekhandel camping fietsen makelaar",
    "co.uk": "bakery joinery dental garage pharmacy florist vineyard solicitors books cottage optician plumbing",
    "com": "studio design consulting media labs partners group systems trading works foods travel",
    "pl": "piekarnia stolarnia gabinet warsztat apteka hurtownia kancelaria ksiegarnia pensjonat optyk drukarnia",
    "se": "bageri snickeri klinik verkstad apotek blommor plantskola byra bokhandel camping optik tryckeri",
}
PLACES = {
    "de": "bonn kassel jena fulda celle hanau aalen trier husum peine soest lindau",
    "fr": "lyon nantes rouen dijon annecy cahors auch lens vannes dole gap laon",
    "it": "pisa lucca parma como lecce siena asti nuoro enna biella pavia cuneo",
    "es": "lugo avila soria huesca teruel cadiz jaen leon vigo gijon elche reus",
    "pt": "braga evora faro viseu tomar leiria beja aveiro sintra guarda chaves silves",
    "nl": "oss breda zwolle delft gouda venlo assen tiel sneek hoorn ede zeist goes",
    "co.uk": "bath ely wells truro ripon derby stroud ludlow rye york kendal whitby",
    "com": "amber north blue green river oak stone bright harbor maple summit cedar lake",
    "pl": "ruda torun gdynia radom kielce opole elk sopot tychy pila konin lublin krosno",
    "se": "boras lund umea visby falun kalmar gavle ystad motala kiruna mora boden arvika",
}
"""Small firms are called by what they do and where."""


def mailboxes() -> list[str]:
    """Give the mailbox domains, each once."""
    return list(dict.fromkeys(" ".join(MAILBOXES.values()).split()))


def rare() -> list[str]:
    """Give rare domains that are right: real ones, and names as small firms have them."""
    firms = [
        f"{trade}{dash}{place}.{ending}"
        for ending in TRADES
        for i, trade in enumerate(TRADES[ending].split())
        for j, place in enumerate(PLACES[ending].split())
        for dash in ("-" if (i + j) % 2 else "",)
    ]
    people = set(mailboxes())
    return [domain for domain in dict.fromkeys([*RARE.split(), *OWNERS.split(), *firms]) if domain not in people]


LANGUAGES = {
    "de_DE": "de",
    "de_AT": "at",
    "fr_FR": "fr be ch",
    "it_IT": "it",
    "nl_NL": "nl be",
    "pl_PL": "pl",
    "en_US": "com net co.uk ca com.au",
    "cs_CZ": "cz",
    "da_DK": "dk",
    "la": "com it pt es com.br",
    "es_ES": "es",
    "pt_PT": "pt",
    "pt_BR": "com.br",
    "sv_SE": "se",
    "fi_FI": "fi",
    "no_NO": "no",
    "hu_HU": "hu",
    "ro_RO": "ro",
    "sk_SK": "sk",
}
"""Locale of Faker -> endings under which its words and names are domains."""


def words_and_names() -> list[str]:
    """Give what somebody surely has registered: each word and name of Faker's, under the endings of its country."""
    found: dict[str, None] = {}
    for locale, told in LANGUAGES.items():
        for word in _known_to_faker(locale):
            bare = squeeze(word)
            if bare.isascii() and len(bare) > 2:
                found.update(dict.fromkeys(f"{bare}.{ending}" for ending in told.split()))
    return [domain for domain in found if domain not in set(mailboxes())]


def _known_to_faker(locale: str) -> Iterator[str]:
    for kind, lists in (
        ("lorem", ("word_list",)),
        ("person", ("last_names", "first_names", "first_names_male", "first_names_female")),
    ):
        try:
            provider = importlib.import_module(f"faker.providers.{kind}.{locale}").Provider
        except ImportError:
            continue
        for name in lists:
            yield from getattr(provider, name, ())

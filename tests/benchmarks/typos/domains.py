"""Domains for the labelled set, written down for it: where people have mailboxes, and rare ones that are right."""

from __future__ import annotations

MAILBOXES = {
    "us": "gmail.com yahoo.com hotmail.com outlook.com icloud.com aol.com comcast.net verizon.net sbcglobal.net",
    "ca": "rogers.com sympatico.ca shaw.ca telus.net videotron.ca yahoo.ca hotmail.ca",
    "gb": "hotmail.co.uk yahoo.co.uk btinternet.com sky.com virginmedia.com talktalk.net live.co.uk ntlworld.com",
    "ie": "eircom.net hotmail.ie yahoo.ie",
    "au": "bigpond.com optusnet.com.au yahoo.com.au hotmail.com.au iinet.net.au",
    "nz": "xtra.co.nz yahoo.co.nz slingshot.co.nz",
    "de": "gmx.de web.de t-online.de freenet.de yahoo.de hotmail.de arcor.de posteo.de",
    "at": "gmx.at aon.at chello.at a1.net hotmail.at",
    "ch": "bluewin.ch gmx.ch hispeed.ch sunrise.ch",
    "fr": "orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.fr yahoo.fr live.fr neuf.fr",
    "be": "telenet.be skynet.be hotmail.be proximus.be",
    "nl": "ziggo.nl kpnmail.nl hetnet.nl planet.nl home.nl hotmail.nl live.nl xs4all.nl",
    "it": "libero.it virgilio.it tiscali.it alice.it hotmail.it yahoo.it tin.it fastwebnet.it",
    "es": "hotmail.es yahoo.es telefonica.net terra.es movistar.es ono.com",
    "pt": "sapo.pt hotmail.pt clix.pt iol.pt netcabo.pt",
    "br": "uol.com.br bol.com.br terra.com.br ig.com.br yahoo.com.br hotmail.com.br globo.com",
    "mx": "hotmail.com.mx yahoo.com.mx prodigy.net.mx live.com.mx",
    "ar": "yahoo.com.ar hotmail.com.ar fibertel.com.ar speedy.com.ar",
    "se": "telia.com hotmail.se live.se bredband.net comhem.se spray.se",
    "no": "online.no hotmail.no broadpark.no",
    "dk": "hotmail.dk live.dk mail.dk stofanet.dk jubii.dk",
    "fi": "luukku.com kolumbus.fi hotmail.fi elisanet.fi saunalahti.fi",
    "pl": "wp.pl onet.pl o2.pl interia.pl gazeta.pl op.pl poczta.onet.pl",
    "cz": "seznam.cz centrum.cz email.cz volny.cz post.cz",
    "sk": "azet.sk centrum.sk zoznam.sk",
    "hu": "freemail.hu citromail.hu t-online.hu",
    "ru": "mail.ru yandex.ru rambler.ru bk.ru inbox.ru list.ru",
    "ua": "ukr.net i.ua meta.ua bigmir.net",
    "gr": "otenet.gr yahoo.gr hotmail.gr",
    "tr": "hotmail.com.tr yahoo.com.tr mynet.com",
    "il": "walla.co.il netvision.net.il bezeqint.net",
    "in": "rediffmail.com yahoo.co.in",
    "cn": "qq.com 163.com 126.com sina.com sohu.com",
    "jp": "yahoo.co.jp docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com",
    "kr": "naver.com hanmail.net daum.net nate.com",
    "za": "mweb.co.za telkomsa.net vodamail.co.za",
}
"""Real mailbox domains, by country."""

RARE = """
ymail.com rocketmail.com mail.com email.com gmx.li gmx.net gmx.us gmx.eu me.com mac.com hey.com pm.me proton.me
tuta.com tuta.io tutanota.de fastmail.fm fastmail.net hushmail.com runbox.com disroot.org riseup.net posteo.net
mailbox.org inbox.com inbox.lv inbox.lt mail.ee mail.bg mail.de mail.ch mail.kz mail.ua mail.md email.it email.de
email.ua email.si live.at live.be live.ca live.it live.jp live.ie live.cl live.com.pt live.co.za hotmail.ch
hotmail.cz hotmail.gr hotmail.co.id hotmail.co.jp hotmail.com.vn hotmail.rs hotmail.lt yahoo.co.id yahoo.com.ph
yahoo.com.sg yahoo.com.vn yahoo.ro yahoo.no yahoo.se yahoo.co.kr yahoo.com.hk outlook.sk outlook.cz outlook.hu
outlook.ie outlook.co.th outlook.com.tr outlook.jp outlook.pt aol.de aol.fr aol.co.uk aol.it msn.cn msn.nl
googlemail.com google.com yandex.kz yandex.by yandex.ua yandex.com ya.ru vk.com internet.ru rambler.ua t-online.hu
t-online.com freenet.am orange.es orange.pl orange.sk orange.com orange.net orange.ch sfr.re wanadoo.es wanadoo.nl
free.org freemail.it freemail.gr alice-dsl.net aliceadsl.fr alice.com libero.com tim.com tim.com.br tiscali.cz
tiscali.co.uk tiscali.fr terra.com terra.cl terra.com.mx uol.com bol.com ig.com globo.tv sapo.ao sapo.cv web.com
wed.de wp.com wp.eu onet.com onet.eu o2.co.uk o2.cz o2.com op.com interia.com interia.eu gazeta.ru seznam.sk
centrum.com azet.com zoznam.com post.ch post.at post.com post.sk atlas.cz atlas.sk volny.com telia.se telia.ee
telia.no telia.dk telia.lt telia.fi comhem.com spray.no online.de online.fr online.com online.ee bigpond.net.au
telstra.com optus.com.au iinet.com xtra.com spark.co.nz bell.ca bell.net bell.com shaw.com telus.com rogers.ca
videotron.com cox.com cox.net charter.com charter.net comcast.com att.com verizon.com sky.it sky.de sky.ch
skynet.com skype.net sina.cn sohu.net 139.com 188.com 189.cn 21cn.com tom.com vip.qq.com nate.co.kr hanmail.com
daum.com kakao.com naver.co docomo.com softbank.jp au.com nifty.co.jp rediff.com sify.com airtelmail.com singtel.com
starhub.com planet.com planet.be home.com home.se home.pl ziggo.com kpn.com kpn.nl xs4all.be hetnet.com tele2.nl
tele2.se telenet.com proximus.com skynet.co.uk sunrise.com bluewin.com hispeed.com love.com life.com line.com
olive.com alive.com lime.com gail.com hotel.com hotels.com hotmart.com hotjar.com outdoor.com outlet.com lookout.com
outbrain.com cloud.com iclub.com yoho.com yahoot.com kahoot.com gmr.com gmac.com gmo.jp gmv.com gmp.com gfk.com
gls.de gea.com gma.de wer.de wdr.de wir.de wbs.de wgv.de ndr.de mdr.de swr.de zdf.de ard.de dfb.de dlr.de fau.de
tum.de lmu.de kit.edu fu-berlin.de hu-berlin.de tu-berlin.de uni-bonn.de uni-koeln.de uni-jena.de uni-ulm.de
uni-mainz.de uni-trier.de rwth-aachen.de tu-dresden.de h-da.de th-koeln.de hs-mainz.de charite.de mpg.de
fraunhofer.de dfki.de desy.de bmw.de bosch.com sap.com tui.com dhl.de dhl.com aldi.de lidl.de rewe.de otto.de
edeka.de rossmann.de obi.de metro.de ikea.com siemens.com basf.com bayer.com henkel.com zeiss.com stihl.de ethz.ch
epfl.ch uzh.ch unibe.ch unige.ch zhaw.ch sbb.ch srf.ch migros.ch coop.ch ubs.com axa.ch tuwien.ac.at univie.ac.at
jku.at oebb.at orf.at wko.at bks.at ens.fr polytechnique.fr sorbonne-universite.fr inria.fr cnrs.fr cea.fr edf.fr
engie.com sncf.fr ratp.fr axa.fr maif.fr macif.fr matmut.fr mgen.fr ugap.fr fnac.com darty.com free-mobile.fr
sfr.com bouygues.com univ-lyon1.fr univ-lille.fr univ-nantes.fr insa-lyon.fr hec.edu essec.edu edhec.com uliege.be
kuleuven.be ugent.be vub.be ulb.be uantwerpen.be vrt.be rtbf.be kbc.be tudelft.nl uva.nl vu.nl uu.nl ru.nl rug.nl
wur.nl tue.nl utwente.nl hva.nl hu.nl ns.nl nos.nl ing.nl asr.nl knmi.nl rivm.nl tno.nl unibo.it unimi.it
uniroma1.it unipd.it unito.it polimi.it polito.it cnr.it rai.it enel.com eni.com pirelli.com ferrero.com uam.es
ucm.es upm.es upc.edu ub.edu uab.cat uv.es us.es ugr.es rtve.es renfe.es bbva.com inditex.com mapfre.com ulisboa.pt
up.pt uc.pt uminho.pt edp.pt galp.com cp.pt ctt.pt usp.br unicamp.br ufrj.br ufmg.br ufrgs.br puc-rio.br fgv.br
petrobras.com.br vale.com itau.com.br unam.mx itesm.mx ipn.mx pemex.com cemex.com uba.ar conicet.gov.ar uchile.cl
uc.cl udec.cl kth.se lu.se su.se uu.se gu.se liu.se chalmers.se ki.se slu.se volvo.com sandvik.com scania.com
ericsson.com svt.se sj.se uio.no ntnu.no uib.no nrk.no dnb.no telenor.com equinor.com ku.dk au.dk dtu.dk sdu.dk
aau.dk cbs.dk dr.dk dsb.dk lego.com maersk.com helsinki.fi aalto.fi tuni.fi oulu.fi utu.fi jyu.fi yle.fi vr.fi
nokia.com kone.com uw.edu.pl uj.edu.pl pw.edu.pl agh.edu.pl pkp.pl orlen.pl cuni.cz cvut.cz muni.cz vutbr.cz cez.cz
skoda.cz uniba.sk stuba.sk elte.hu bme.hu mol.hu otp.hu msu.ru spbu.ru hse.ru mipt.ru sber.ru knu.ua kpi.ua lnu.ua
auth.gr uoa.gr ntua.gr metu.edu.tr itu.edu.tr boun.edu.tr tau.ac.il huji.ac.il technion.ac.il iitb.ac.in iitd.ac.in
iisc.ac.in tcs.com infosys.com wipro.com pku.edu.cn tsinghua.edu.cn fudan.edu.cn sjtu.edu.cn hku.hk cuhk.edu.hk
ntu.edu.tw u-tokyo.ac.jp kyoto-u.ac.jp osaka-u.ac.jp keio.jp waseda.jp titech.ac.jp sony.com ntt.com kddi.com
snu.ac.kr kaist.ac.kr yonsei.ac.kr lg.com kt.com nus.edu.sg ntu.edu.sg uct.ac.za wits.ac.za sun.ac.za ox.ac.uk
cam.ac.uk ucl.ac.uk kcl.ac.uk lse.ac.uk ed.ac.uk gla.ac.uk bris.ac.uk leeds.ac.uk le.ac.uk bath.ac.uk bbc.co.uk
bt.com nhs.net nhs.uk ee.co.uk itv.com tcd.ie ucd.ie dcu.ie rte.ie aib.ie mit.edu yale.edu duke.edu nyu.edu ucla.edu
usc.edu umich.edu rice.edu brown.edu gatech.edu asu.edu osu.edu psu.edu msu.edu ge.com gm.com hp.com ibm.com 3m.com
ups.com fedex.com ford.com nasa.gov usps.gov mcgill.ca ubc.ca utoronto.ca sfu.ca uvic.ca cbc.ca cn.ca anu.edu.au
unsw.edu.au uq.edu.au abc.net.au csiro.au otago.ac.nz vuw.ac.nz
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
    return list(dict.fromkeys([*RARE.split(), *firms]))

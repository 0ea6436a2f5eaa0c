"""Common first names, countries, towns and forms of companies: enough to know a column of them without a header.

All in small letters without accents, spaces and signs.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRST_NAMES = _words("""
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark paul
steven andrew kenneth george joshua kevin brian edward ronald timothy jason jeffrey ryan jacob gary nicholas eric
stephen jonathan larry justin scott brandon frank benjamin gregory samuel raymond patrick alexander jack dennis
jerry mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty sandra
ashley dorothy kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia
kathleen helen amy anna emma olivia sophie charlotte grace hannah lucy chloe jane alice ann anne kate harry oliver
peter hans klaus wolfgang jurgen dieter manfred uwe gunter horst helmut bernd stefan andreas markus martin christian
matthias tobias sebastian florian jan tim lukas leon felix maximilian jonas finn ursula monika petra sabine renate
helga karin brigitte ingrid andrea gisela claudia susanne gabriele christa birgit heike katrin julia lena leonie mia
lea johanna greta frieda jean pierre michel philippe alain patrice nicolas francois laurent olivier christophe
stephane julien antoine louis lucas hugo jules gabriel marie nathalie isabelle sylvie catherine martine christine
francoise valerie sandrine veronique celine camille manon ines jeanne clara jose antonio manuel francisco juan
javier luis carlos miguel angel jesus alejandro pablo sergio fernando jorge alberto diego raul ruben enrique carmen
josefa isabel dolores pilar teresa rosa cristina lucia marta elena raquel beatriz silvia irene alba noelia joao
pedro tiago rui nuno paulo ricardo vasco duarte goncalo andre bruno filipe henrique rafael gustavo felipe ana maria
joana catarina sofia mariana leonor matilde carolina margarida francisca fernanda juliana camila leticia larissa
bruna giuseppe giovanni mario luigi francesco angelo vincenzo pietro salvatore franco domenico giorgio marco luca
alessandro matteo lorenzo davide simone stefano giulia chiara francesca federica sara martina valentina alessia
elisa paola roberta simona giovanna angela erik lars anders johan karl nils olof per sven bjorn ole jens kees piet
jeroen sanne anouk astrid sigrid kari liv piotr krzysztof andrzej tomasz pawel jakub katarzyna malgorzata agnieszka
jiri petr jana eva marek ivan olga tatiana natalia svetlana irina dmitri sergei alexei vladimir mehmet mustafa ahmet
ali fatma ayse mohamed ahmed omar fatima aisha yusuf wei li yuki hiroshi kenji sakura min jun
""")
COUNTRIES = _words("""
germany deutschland allemagne alemania alemanha germania france frankreich francia franca spain spanien espana
espagne espanha spagna portugal portogallo italy italien italia italie austria osterreich autriche switzerland
schweiz suisse svizzera suiza suica unitedkingdom uk greatbritain england grossbritannien vereinigteskonigreich
royaumeuni reinounido regnounito ireland irland irlanda irlande netherlands niederlande paysbas paisesbajos
paisesbaixos paesibassi holland belgium belgien belgique belgica belgio luxembourg luxemburg luxemburgo denmark
danemark dinamarca danimarca danmark sweden schweden suede suecia svezia sverige norway norwegen norvege noruega
norvegia norge finland finnland finlande finlandia suomi poland polen pologne polonia polska czechia czechrepublic
tschechien slovakia slowakei hungary ungarn hongrie hungria ungheria romania rumanien roumanie greece griechenland
grece grecia turkey turkei turquie turquia turchia russia russland russie rusia ukraine ucrania usa us unitedstates
unitedstatesofamerica vereinigtestaaten etatsunis estadosunidos eua statiuniti canada kanada mexico mexiko mexique
messico brazil brasil brasilien bresil brasile argentina argentinien chile colombia kolumbien peru uruguay venezuela
china japan japon japao giappone india indien inde australia australien australie newzealand southafrica marokko
morocco maroc marruecos marrocos angola mozambique mocambique capeverde caboverde israel egypt agypten singapore
croatia kroatien slovenia slowenien serbia bulgaria estonia latvia lithuania iceland malta cyprus de fr es pt it at
ch gb ie nl be lu dk se no fi pl cz sk hu ro gr tr br ar cl mx ca au nz jp cn in za
""")
CITIES = _words("""
berlin hamburg munchen munich koln cologne frankfurt stuttgart dusseldorf dortmund essen leipzig bremen dresden
hannover nurnberg duisburg bochum wuppertal bielefeld bonn munster karlsruhe mannheim augsburg wiesbaden kiel mainz
aachen freiburg lubeck rostock kassel erfurt wien vienna graz linz salzburg innsbruck zurich geneve genf basel bern
lausanne luzern paris marseille lyon toulouse nice nantes montpellier strasbourg bordeaux lille rennes reims toulon
grenoble dijon angers nimes brest tours metz rouen madrid barcelona valencia sevilla zaragoza malaga murcia palma
bilbao alicante cordoba valladolid vigo gijon granada oviedo pamplona santander salamanca burgos toledo lisboa
lisbon porto braga coimbra funchal setubal aveiro evora faro leiria viseu guimaraes beja braganca cascais sintra
almada amadora roma rome milano milan napoli naples torino palermo genova bologna firenze florence bari catania
venezia verona messina padova trieste brescia parma modena perugia livorno cagliari pisa siena london birmingham
manchester leeds glasgow liverpool newcastle sheffield bristol edinburgh cardiff belfast leicester oxford cambridge
york bath brighton dublin cork galway limerick amsterdam rotterdam denhaag utrecht eindhoven groningen bruxelles
brussel brussels antwerpen gent brugge liege luxembourg kobenhavn copenhagen aarhus odense stockholm goteborg malmo
uppsala oslo bergen trondheim helsinki tampere turku warszawa warsaw krakow lodz wroclaw poznan gdansk praha prague
brno ostrava bratislava budapest bucuresti cluj athens athina istanbul ankara izmir moskva moscow kyiv kiev newyork
losangeles chicago houston phoenix philadelphia sanantonio sandiego dallas austin boston seattle denver washington
miami atlanta portland sanfrancisco toronto montreal vancouver ottawa calgary saopaulo riodejaneiro brasilia
salvador fortaleza belohorizonte curitiba recife portoalegre manaus buenosaires santiago lima bogota caracas quito
montevideo mexicocity ciudaddemexico guadalajara monterrey tokyo osaka kyoto beijing shanghai seoul sydney melbourne
brisbane perth auckland wellington capetown luanda maputo praia casablanca
""")
COMPANY_FORMS = _words("""
gmbh ag kg ohg ug ek ev eg mbh co inc llc ltd limited plc corp corporation company lda sa sarl sas sasu eurl snc spa
srl sl slu bv nv ab as asa aps oy oyj sro doo kft zrt oao ooo unipessoal ltda eireli me sociedade sons bros group
gruppe holding verlag verein stiftung club clube associacao association asociacion associazione foundation
""")

"""How columns are called in the exports of this world, in small letters without accents, spaces or signs."""

from __future__ import annotations

_ADDRESS = """
email emailaddress emailadress emailadres emailadresse emailaddr emails mail mailaddress mailadresse mailadres
primaryemail emailprimary email1 email1value emailaddress1 contactemail customeremail useremail workemail homeemail
businessemail emailwork emailhome subscriberemail recipientemail billingemail correo correoelectronico
direcciondecorreo direcciondecorreoelectronico correoe email_address courriel courrier adresseemail adressemail
adressecourriel adresseelectronique adressedemessagerie mel emailadressen epost epostadresse epostadress epostaddress
epostadressen mejl mailadress sahkoposti sahkopostiosoite primareemailadresse enderecodecorreioeletronico
enderecodecorreioelectronico youremail youremailaddress ihreemailadresse indirizzoemail indirizzopostaelettronica
indirizzodipostaelettronica premiereadresseelectronique postaelettronica enderecodeemail enderecoeletronico
correioeletronico correioelectronico adreseemail adresaemail adresemail adresemailowy adresposta eposta epostaadresi
epostaadresa adresaelektronskeposte elektronskaposta elektronickaposta elektronickaadresa emailova emailovaadresa
emailcim netfang adresadeemail adresadeposta epasts epastas elpastas elpastoadresas elpostas meil meiliaadress
адресэлектроннойпочты электроннаяпочта эллектроннаяпочта элпочта почта имейл емейл електроннапошта пошта
електроннаадреса имеил електроненадрес имейладрес ηλεκτρονικοταχυδρομειο διευθυνσηηλεκτρονικουταχυδρομειου דואל
דואראלקטרוני אימייל מייל البريدالالكتروني بريدالكتروني البريد ايميل メール メールアドレス eメール 電子メール
電子メールアドレス eメールアドレス 电子邮件 电子邮箱 邮箱 邮件 邮箱地址 邮件地址 电邮 電子郵件 電子信箱 信箱 電郵
이메일 이메일주소 메일 메일주소 전자우편 อีเมล อีเมล์ thudientu diachiemail emailaddressvalue
"""
_FIRST_NAME = """
firstname givenname forename first given fname christianname namefirst contactfirstname customerfirstname
vorname rufname prenom prenoms nombre nombres primernombre nombredepila primeironome nomeproprio primeiro
nome1 nomedebatismo voornaam roepnaam fornavn fornamn etunimi imie jmeno krestnijmeno meno keresztnev utonev prenume
ime osobnoime isim adi ad eesnimi vards vardas имя имяклиента імя собственоиме ονομα שםפרטי الاسمالاول
名 ファーストネーム 이름 ชื่อ ten
"""
_LAST_NAME = """
lastname surname familyname last family lname namelast contactlastname customerlastname
nachname familienname zuname nomdefamille apellido apellidos primerapellido sobrenome apelido ultimonome cognome
achternaam familienaam etternavn efternamn efternavn sukunimi nazwisko prijmeni priezvisko vezeteknev csaladnev
numedefamilie prezime priimek soyad soyadi soyisim perekonnanimi uzvards pavarde фамилия прізвище фамилно
фамилноиме презиме επωνυμο שםמשפחה اسمالعائلة اللقب 姓 苗字 성 นามสกุล ho
"""
_NAME = """
vorundnachname vorundzuname nomeecognome nomeesobrenome nombreyapellidos nometprenom yourname whatisyourname
whatsyourname name fullname displayname contactname customername contact recipient recipientname personname
subscribername namen anzeigename namevorname nachnamevorname vornamename lastnamefirstname vollername
vollstandigername ansprechpartner kontakt kontaktname kunde kundenname nomcomplet nometprenom prenometnom prenomnom
nomprenom nombrecompleto nombreyapellido nombreyapellidos nomecompleto nomeecognome nomecognome nomedocliente cliente
naam volledigenaam navn namn nimi imieinazwisko nazwa jmenoaprijmeni celejmeno menoapriezvisko nev teljesnev nume
numecomplet numelesiprenumele imeiprezime punoime imepriimek adsoyad adisoyadi isimsoyisim tamad taisnimi vardsuzvards
фио полноеимя имяифамилия піб повнеімя имеифамилия име ονοματεπωνυμο שםמלא שם الاسمالكامل الاسم 氏名 お名前 名前 姓名
全名 客户姓名 성명 ชื่อสกุล hoten hovaten
"""
_PHONE = """
tlf tlfnr phone phonenumber telephone telephonenumber tel telno telnumber telnr mobile mobilephone mobilenumber mobileno
cell cellphone cellnumber handy handynummer handynr mobil mobiltelefon mobilnummer mobilnr telefon telefonnummer
telefonnr rufnummer festnetz telefone telemovel telemoveis celular numerodetelefone numerodetelemovel
telefoneprincipal telefono telefonomovil movil numerodetelefono telefonocelular telefonocontacto tfno
telephoneportable telephonemobile portable numerodetelephone telportable telfixe telmobile cellulare numeroditelefono
telefonocellulare numerocellulare telefoon telefoonnummer mobieletelefoon telefonnumer numertelefonu komorka
telefonkomorkowy telefonszam phone1 phone1value phonehome phonework phonemobile homephone workphone
businessphone primaryphone telefonprivat telefongeschaftlich telefonoparticular telefonotrabajo
telefoneresidencial telefonecomercial telephonedomicile telephonebureau telefonoabitazione telefonoufficio
телефон мобильныйтелефон номертелефона 電話 電話番号 携帯電話 电话 手机
手机号 電話號碼 전화 전화번호 휴대폰 τηλεφωνο هاتف telefonnumarasi
ceptelefonu telefonnummer1 telefonenumber sms whatsapp mobiltelnr telmovil telephonenumber1
"""
_COMPANY = """
company companyname organization organisation organizationname organization1name organisationname employer firm
business businessname org firma firmenname unternehmen unternehmensname betrieb verein organisation1name empresa
nomedaempresa nombredelaempresa nombreempresa compania organizacion organizacao entidade razaosocial razonsocial
entreprise societe nomdelentreprise nomsociete raisonsociale organisme azienda societa ragionesociale
nomeazienda ditta ente bedrijf bedrijfsnaam foretag yritys virksomhed przedsiebiorstwo nazwafirmy cegnev
spolecnost firmanavn компания организация фирма 会社 会社名 公司 公司名称 회사 회사명 εταιρεια sirket شركة
"""
_CITY = """
citytown city town cityname locality cityortown towncity homecity businesscity address1city addresscity mailingcity
billingcity shippingcity ort stadt wohnort gemeinde ortsname ortprivat ortgeschaftlich cidade localidade
concelho municipio ciudad poblacion localidad ville commune localite villedomicile villebureau citta comune
localita cittaabitazione cittaufficio cidadederesidencia cidadecomercial ciudaddeltrabajo ciudadparticular
woonplaats plaats stad postort by kaupunki miasto miejscowosc mesto obec varos helyseg oras sehir город
населенныйпункт місто πολη 都市 市区町村 城市 도시 مدينة
"""
_COUNTRY = """
paisregiao paisoregion country countryname countryregion nation land staat homecountry homecountryregion businesscountry
businesscountryregion address1country mailingcountry billingcountry shippingcountry pais paisregion
nacionalidade paisdedomicilio pays paysregion paese nazione stato
paeseregione landregion landregionprivat landregiongeschaftlich kraj panstwo zeme
krajina orszag tara ulke maa страна країна χωρα 国 国家 國家 국가 بلد
"""
_BIRTHDAY = """
birthday birthdate dateofbirth dob bday bdate geburtstag geburtsdatum gebdatum gebtag gebdat datadenascimento
datanascimento datanasc nascimento aniversario dtnascimento fechadenacimiento fechanacimiento fechanac
cumpleanos nacimiento datedenaissance datenaissance naissance anniversaire nele datadinascita datanascita
nascita compleanno natoil geboortedatum verjaardag fodselsdato fodelsedatum syntymaaika dataurodzenia urodziny
datumnarozeni narozeniny datumrodenja datanasterii szuletesidatum szuletesnap dogumtarihi датарождения
деньрождения датанародження ημερομηνιαγεννησης 生年月日 誕生日 生日 出生日期 생일 생년월일 تاريخالميلاد
"""
_POSTCODE = """
postcode postal zip zipcode postalcode zippostalcode address1postalcode homepostalcode businesspostalcode plz
postleitzahl codigopostal cp cep codpostal codepostal cap codicepostale codicediavviamentopostale
codigopostaldeldomicilio postnummer postnr kodpocztowy psc iranyitoszam codpostal почтовыйиндекс индекс 郵便番号 邮编
邮政编码 우편번호 postalzipcode
"""
_STREET = """
street streetaddress1 homestreet businessstreet address1street strasse str strassehausnummer
strasseundhausnummer strasseprivat anschrift rua morada logradouro calle domicilio rue adressepostale via
indirizzopostale straat gade gata ulica utca ул улица
"""
# Words that mean one thing alone and another beside a second column: Italian and Portuguese "Nome", German "Name".
AMBIGUOUS = {
    "nome": ("first_name", "name"),
    "nombre": ("first_name", "name"),
    **dict.fromkeys(("이름", "ชื่อ", "ten"), ("first_name", "name")),
    **dict.fromkeys(("nom", "name", "naam", "navn", "namn", "nimi", "nume"), ("last_name", "name")),
}
"""Word -> (target when a column for the other half of the name is there, target when it is alone)."""


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for target, words in (
        ("street", _STREET),
        ("postcode", _POSTCODE),
        ("birthday", _BIRTHDAY),
        ("country", _COUNTRY),
        ("city", _CITY),
        ("company", _COMPANY),
        ("phone", _PHONE),
        ("name", _NAME),
        ("last_name", _LAST_NAME),
        ("first_name", _FIRST_NAME),
        ("address", _ADDRESS),
    ):
        found.update(dict.fromkeys(words.split(), target))
    return found


_QUALIFIERS = """
home work business other private personal office primary main privat geschaftlich dienstlich buro domicile bureau pro
professionnel perso personnel travail trabajo particular trabalho casa comercial residencial pessoal ufficio uff ab
abitazione prive werk zakelijk thuis arbete hem arbejde arbeid hjem dom praca empresa entreprise azienda firma company
number numero nummer no nr de del della da do di du des der die the of line 1 default address mailing your ihre deine
votre seu sua endereco direccion adresse indirizzo anschrift
"""
_PERSONS = """
billing shipping buyer purchaser payer customer attendee participant subscriber member recipient person ship facturatie
verzending bezorging rechnung rechnungs lieferung liefer kunde kunden teilnehmer mitglied besteller facturation
livraison payeur acheteur adherent participante cliente client socio facturacion envio comprador fatturazione spedizione
acquirente partecipante faturacao faturamento cobranca entrega aluno membro ihr dein
"""
PERSONS = frozenset(_PERSONS.split())
"""Words that say only in which role a person is meant: `Billing first name`, `Nom payeur`."""
QUALIFIERS = frozenset(_QUALIFIERS.split()) | PERSONS
"""Words that say which telephone, town or street of a person it is; what is left says what it is."""
TARGETS = _table()
"""Squeezed column name -> target."""

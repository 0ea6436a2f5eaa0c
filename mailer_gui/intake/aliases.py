"""How columns are called in the exports of this world, in small letters without accents, spaces or signs."""

from __future__ import annotations

_ADDRESS = """
email emailaddress emailadress emailadresse emailaddr emails mail mailaddress mailadresse mailadres primaryemail
emailprimary email1 email1value emailaddress1 contactemail customeremail useremail workemail homeemail businessemail
emailwork emailhome subscriberemail recipientemail billingemail
correo correoelectronico direcciondecorreo direcciondecorreoelectronico correoe email_address
courriel courrier adresseemail adressemail adressecourriel adresseelectronique adressedemessagerie mel
emailadressen epost epostadresse epostadress epostaddress epostadressen mejl mailadress sahkoposti sahkopostiosoite
indirizzoemail indirizzodipostaelettronica postaelettronica enderecodeemail enderecoeletronico correioeletronico
correioelectronico adreseemail adresaemail adresemail adresemailowy adresposta eposta epostaadresi epostaadresa
adresaelektronskeposte elektronskaposta elektronickaposta elektronickaadresa emailova emailovaadresa emailcim
netfang adresadeemail adresadeposta epasts epastas elpastas elpastoadresas elpostas meil meiliaadress
адресэлектроннойпочты электроннаяпочта эллектроннаяпочта элпочта почта имейл емейл електроннапошта пошта
електроннаадреса имеил електроненадрес имейладрес ηλεκτρονικοταχυδρομειο διευθυνσηηλεκτρονικουταχυδρομειου
דואל דואראלקטרוני אימייל מייל البريدالالكتروني بريدالكتروني البريد ايميل
メール メールアドレス eメール 電子メール 電子メールアドレス eメールアドレス 电子邮件 电子邮箱 邮箱 邮件 邮箱地址
邮件地址 电邮
電子郵件 電子信箱 信箱 電郵 이메일 이메일주소 메일 메일주소 전자우편 อีเมล อีเมล์ thudientu diachiemail emailaddressvalue
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
name fullname displayname contactname customername contact recipient recipientname personname subscribername
namen vollername vollstandigername ansprechpartner kontakt kontaktname kunde kundenname
nomcomplet nometprenom prenometnom prenomnom nomprenom nombrecompleto nombreyapellido nombreyapellidos
nomecompleto nomeecognome nomecognome nomedocliente cliente naam volledigenaam navn namn nimi
imieinazwisko nazwa jmenoaprijmeni celejmeno menoapriezvisko nev teljesnev nume numecomplet numelesiprenumele
imeiprezime punoime imepriimek adsoyad adisoyadi isimsoyisim tamad taisnimi vardsuzvards
фио полноеимя имяифамилия піб повнеімя имеифамилия име ονοματεπωνυμο שםמלא שם الاسمالكامل الاسم
氏名 お名前 名前 姓名 全名 客户姓名 성명 ชื่อสกุล hoten hovaten
"""
# Words that mean one thing alone and another beside a second column: Italian and Portuguese "Nome", French "Nom".
AMBIGUOUS = {"nome": ("first_name", "name"), "nom": ("last_name", "name"), "nombre": ("first_name", "name")}
"""Word -> (target when a column for the other half of the name is there, target when it is alone)."""


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for target, words in (
        ("name", _NAME),
        ("last_name", _LAST_NAME),
        ("first_name", _FIRST_NAME),
        ("address", _ADDRESS),
    ):
        found.update(dict.fromkeys(words.split(), target))
    return found


TARGETS = _table()
"""Squeezed column name -> target."""

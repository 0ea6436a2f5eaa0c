"""Addresses that may work and yet are no person's: those of a role (info@, sales@) and throw-away ones."""

from __future__ import annotations

from functools import lru_cache

from mailer_gui.intake.providers import words_of

_ROLES = """
abuse account accounting accounts admin administrator all billing board booking bookings careers ceo contact
contactus customercare customerservice customersupport dev editor editorial enquiries enquiry events everyone
finance fundraising hello help helpdesk hi hostmaster hr info information inquiries inquiry invoice invoices it jobs
legal list mail mailbox mailer-daemon mailerdaemon mail-daemon maintenance management manager marketing media
membership news newsletter no-reply noc noreply no.reply no_reply donotreply do-not-reply nobody notifications
notification office operations order orders payments payroll postmaster pr press privacy purchasing reception
recruiting recruitment registrar reply reservations returns root sales secretary security service services shipping
shop spam staff store subscribe support sysadmin team tech technical tickets undisclosed-recipients unsubscribe
usenet webadmin webmaster welcome www administracao atendimento cadastro cobranca comercial compras comunicacao
contabilidade contacto contato diretoria encomendas faturacao faturamento faleconosco financeiro geral gerencia
imprensa informacoes juridico loja ouvidoria pedidos recepcao recursoshumanos reservas rh sac secretaria suporte
vendas administracion atencionalcliente ayuda clientes contabilidad correo direccion empleo facturacion facturas
formacion info-es informacion informes prensa presupuestos publicidad recepcion recursos soporte tienda ventas
accueil achat achats adherents administratif administration assistance boutique clients commande commandes
commercial compta comptabilite contactez-nous courrier direction drh emploi facturation factures formation gestion
mairie presse rdv recrutement renseignements reservation scolarite secretariat serviceclient service-client standard
technique vente ventes anfrage anfragen auftrag ausbildung bestellung bestellungen bewerbung bewerbungen buchhaltung
buchung buero büro datenschutz einkauf empfang gemeinde geschaeftsleitung hallo hilfe karriere kasse kontakt
kundendienst kundenservice leitung lohn mitglieder personal poststelle praxis rathaus rechnung rechnungen redaktion
reklamation reservierung sekretariat technik termine verkauf vertrieb verein versand verwaltung vorstand werkstatt
zentrale acquisti amministrazione assistenza clienti commerciale comunicazione contabilita contatti contatto
direzione fatture fatturazione formazione informazioni lavoro negozio ordini personale posta prenotazioni presidenza
protocollo pubblicita ricezione risorseumane segreteria stampa tecnico ufficio ufficiostampa vendite
feedback customer-service customer.service customer-care customer-support partners partnerships advertising ads
complaints compliance dpo gdpr investors investor-relations wholesale warehouse school library church parish committee
chairman treasurer president trustees volunteers volunteering donations alumni admissions bursar frontdesk front-desk
concierge catering studio gallery clinic surgery dispatch logistics headteacher principal quotes rezeption kassenwart
schatzmeister geschaeftsfuehrung geschäftsführung geschaeftsstelle geschäftsstelle gf lager edv kanzlei pfarramt
pfarrbuero schule schulleitung kita bibliothek anmeldung schriftfuehrer werbung anzeigen beratung hausverwaltung hotel
gemeindebuero ticket kundenbetreuung bestellservice disposition sav ecole école devis abonnement abonnements bureau
tresorier trésorier secretaire secrétaire livraison logistique redaction rédaction cabinet pharmacie agence paroisse
contacts infos reclamation reclamations informatique service.client service-clients bibliotheque mediatheque adhesion
inscription inscriptions rrhh oficina almacen presidencia tesoreria taller clinica colegio ayuntamiento biblioteca
calidad logistica comunicacion cobranza cobranzas envios admisiones inscripciones parroquia supporto pec biglietteria
redazione magazzino spedizioni preventivi servizioclienti servizio-clienti iscrizioni abbonamenti qualita parrocchia
comune apoio apoioaocliente apoio-cliente direcao tesouraria armazem orcamentos inscricoes socios escola qualidade
paroquia
"""
_NUMBERED = ("info", "office", "sales", "support", "contact", "kontakt", "service", "admin", "shop", "team")
"""Roles that have a second and a third address: info2."""


def _spellings() -> frozenset[str]:
    roles = frozenset(_ROLES.split()) | {f"{role}{number}" for role in _NUMBERED for number in range(1, 10)}
    return roles | {role.capitalize() for role in roles} | {role.upper() for role in roles}


ROLES = _spellings()
"""What stands before the @ when an address belongs to a role, in six languages; also with capital letters."""


def is_role(local: str) -> bool:
    """Tell whether what stands before the @ names a role: info, sales, vertrieb, secretaria."""
    return local.lower() in ROLES


def is_disposable(domain: str) -> bool:
    """Tell whether a domain (in ASCII) or one it belongs to gives throw-away addresses."""
    known = _disposable()
    return domain in known or (domain.count(".") > 1 and is_disposable(domain.partition(".")[2]))


@lru_cache(maxsize=1)
def _disposable() -> frozenset[str]:
    return words_of("disposable.txt")

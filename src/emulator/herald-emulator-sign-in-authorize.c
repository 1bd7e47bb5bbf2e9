/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET /{tenant}/oauth2/v2.0/authorize` shows who can sign in; `POST /{tenant}/login` takes the
 * choice, once, with the unguessable ticket of that page, so that no other site can choose. Who has
 * signed in is remembered in a cookie for prompt=none, and only for that: the page is shown always,
 * because there is no other way to become somebody else. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-authorize.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-shelf.h"
#include "emulator/herald-emulator-sign-in-authorization.h"
#include "emulator/herald-emulator-sign-in-form.h"
#include "emulator/herald-emulator-sign-in-page.h"
#include "emulator/herald-emulator-sign-in-session.h"
#include "emulator/herald-emulator-sign-in-tokens.h"

#include <string.h>

#define SERVICE_NAME "sign-in tickets"
#define MOST_TICKETS 1024
#define TICKET_LIFETIME_SECONDS ((gint64) 10 * 60)

/* A page that waits for its answer. */
typedef struct
{
  HeraldEmulatorSignInAuthorization *authorization; /* (owned) */
  char *object_id; /* (owned) (nullable): who was picked and has still to consent */
} Ticket;

static void
ticket_free (gpointer data)
{
  Ticket *self = data;

  g_clear_pointer (&self->authorization, herald_emulator_sign_in_authorization_free);
  g_clear_pointer (&self->object_id, g_free);
  g_free (self);
}

static HeraldEmulatorShelf *
get_tickets (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_service (site, SERVICE_NAME);
}

/* Opens the form of a page; what it posts comes back with @authorization. */
static void
begin_form (HeraldEmulatorSite                *site,
            GString                           *page,
            HeraldEmulatorSignInAuthorization *authorization,
            const char                        *object_id)
{
  Ticket     *ticket = g_new0 (Ticket, 1);
  const char *token;

  ticket->authorization = authorization;
  ticket->object_id = g_strdup (object_id);
  token = herald_emulator_shelf_add (get_tickets (site), ticket);
  g_string_append_printf (page, "<form method=\"post\" action=\"/%s/login\">\n",
                          authorization->segment);
  herald_emulator_sign_in_page_add_field (page, "ticket", token);
}

/* @authorization: (transfer full) */
static void
show_people (HeraldEmulatorSite                *site,
             HeraldEmulatorCall                *call,
             HeraldEmulatorSignInAuthorization *authorization)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = herald_emulator_sign_in_people_list (site, &error);
  g_autofree char *redirect = g_strdup (authorization->redirect);
  g_autofree char *sentence = NULL;
  GString         *page;

  if (people == NULL)
    {
      herald_emulator_sign_in_refusal_respond (site, call, error);
      herald_emulator_sign_in_authorization_free (authorization);
      return;
    }
  page = herald_emulator_sign_in_page_begin ("Pick an account");
  sentence = g_strdup_printf ("“%s” wants to know who you are. This is the Herald emulator; nobody "
                              "has a password here.",
                              authorization->client->name);
  herald_emulator_sign_in_page_add_text (page, "p", sentence);
  begin_form (site, page, authorization, NULL);
  herald_emulator_sign_in_page_add_people (page, people, authorization->hint);
  herald_emulator_sign_in_page_add_button (page, "cancel", "1", "Cancel", NULL);
  g_string_append (page, "</form>\n");
  herald_emulator_sign_in_page_respond (call, 200, page, redirect);
}

/* @authorization: (transfer full) */
static void
show_consent (HeraldEmulatorSite                *site,
              HeraldEmulatorCall                *call,
              HeraldEmulatorSignInAuthorization *authorization,
              const HeraldEmulatorSignInPerson  *person)
{
  g_autofree char *redirect = g_strdup (authorization->redirect);
  g_autofree char *sentence =
    g_strdup_printf ("“%s” would like to use, in the name of %s:", authorization->client->name,
                     person->user_name);
  GString *page = herald_emulator_sign_in_page_begin ("Permissions requested");

  herald_emulator_sign_in_page_add_text (page, "p", sentence);
  herald_emulator_sign_in_page_add_text (page, "pre", authorization->scope);
  begin_form (site, page, authorization, person->object_id);
  herald_emulator_sign_in_page_add_button (page, "consent", "accept", "Accept", NULL);
  herald_emulator_sign_in_page_add_button (page, "consent", "decline", "Decline", NULL);
  g_string_append (page, "</form>\n");
  herald_emulator_sign_in_page_respond (call, 200, page, redirect);
}

static const char *
add_code (HeraldEmulatorSite                *site,
          HeraldEmulatorSignInAuthorization *authorization,
          const HeraldEmulatorSignInPerson  *person)
{
  HeraldEmulatorSignInGrant *grant = g_new0 (HeraldEmulatorSignInGrant, 1);

  grant->client_id = g_strdup (authorization->client->id);
  grant->object_id = g_strdup (person->object_id);
  grant->scope = g_strdup (authorization->scope);
  grant->nonce = g_strdup (authorization->nonce);
  grant->redirect = g_strdup (authorization->redirect);
  grant->challenge = g_strdup (authorization->challenge);
  grant->challenge_hashed = authorization->challenge_hashed;
  grant->proof.consented = TRUE;
  grant->proof.strong = authorization->strong;
  return herald_emulator_sign_in_grants_add_code (site, grant);
}

static char *
make_id_token (HeraldEmulatorSite                *site,
               HeraldEmulatorSignInAuthorization *authorization,
               const HeraldEmulatorSignInPerson  *person,
               const char                        *code,
               GError                           **error)
{
  g_auto (HeraldEmulatorSignInScope) scope = { 0 };
  HeraldEmulatorSignInIssue issue = { .site = site,
                                      .origin = authorization->origin,
                                      .client = authorization->client,
                                      .person = person,
                                      .scope = &scope,
                                      .nonce = authorization->nonce,
                                      .code = code,
                                      .v1 = authorization->v1 };

  if (!herald_emulator_sign_in_scope_read (site, authorization->scope, &scope, error))
    return NULL;
  return herald_emulator_sign_in_tokens_make_id_token (&issue, error);
}

static void
answer_signed_in (HeraldEmulatorSite                *site,
                  HeraldEmulatorCall                *call,
                  HeraldEmulatorSignInAuthorization *authorization,
                  const HeraldEmulatorSignInPerson  *person)
{
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *id_token = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;

  if (authorization->wants_code)
    code = g_strdup (add_code (site, authorization, person));
  if (authorization->wants_id_token)
    {
      id_token = make_id_token (site, authorization, person, code, &error);
      if (id_token == NULL)
        {
          herald_emulator_sign_in_authorization_refuse (authorization, site, call, error);
          return;
        }
      g_hash_table_insert (fields, g_strdup ("id_token"), g_steal_pointer (&id_token));
    }
  if (code != NULL)
    g_hash_table_insert (fields, g_strdup ("code"), g_steal_pointer (&code));
  g_hash_table_insert (fields, g_strdup ("session_state"), herald_guid_new ());
  herald_emulator_sign_in_session_begin (site, call, person->object_id);
  herald_emulator_sign_in_authorization_answer (authorization, call, fields);
}

/* @proof says what the person did so far; a second factor is asked for when the tokens are fetched.
 */
static void
sign_in (HeraldEmulatorSite                *site,
         HeraldEmulatorCall                *call,
         HeraldEmulatorSignInAuthorization *authorization,
         const char                        *object_id,
         gboolean                           consented)
{
  HeraldEmulatorSignInProof proof = { .consented = TRUE,
                                      .strong = !authorization->silent || authorization->strong };
  g_autoptr (HeraldEmulatorSignInAuthorization) owned = authorization;
  g_autoptr (HeraldEmulatorSignInPerson) person = NULL;
  g_autoptr (GError) error = NULL;
  gboolean asks;

  person = herald_emulator_sign_in_people_find (site, object_id, &error);
  if (person == NULL ||
      !herald_emulator_sign_in_people_check (site, person, authorization->client, &proof, &error))
    {
      herald_emulator_sign_in_authorization_refuse (authorization, site, call, error);
      return;
    }
  asks = !consented && (authorization->asks_consent ||
                        authorization->client->consent == HERALD_EMULATOR_CONSENT_ASKED);
  if (asks && authorization->silent)
    {
      herald_emulator_sign_in_refusal_set (&error, HERALD_EMULATOR_SIGN_IN_CONSENT_MISSING,
                                           authorization->client->id);
      herald_emulator_sign_in_authorization_refuse (authorization, site, call, error);
    }
  else if (asks)
    show_consent (site, call, g_steal_pointer (&owned), person);
  else
    answer_signed_in (site, call, authorization, person);
}

/* @authorization: (transfer full) */
static void
sign_in_silently (HeraldEmulatorSite                *site,
                  HeraldEmulatorCall                *call,
                  HeraldEmulatorSignInAuthorization *authorization)
{
  g_autoptr (HeraldEmulatorSignInAuthorization) owned = authorization;
  g_autofree char *object_id = herald_emulator_sign_in_session_dup_person (site, call);
  g_autoptr (HeraldEmulatorSignInPerson) hinted = NULL;
  g_autoptr (GError) error = NULL;

  if (authorization->hint != NULL)
    hinted = herald_emulator_sign_in_people_find (site, authorization->hint, &error);
  if (error == NULL &&
      (object_id == NULL || (hinted != NULL && strcmp (hinted->object_id, object_id) != 0)))
    herald_emulator_sign_in_refusal_set (&error, HERALD_EMULATOR_SIGN_IN_NO_SESSION, NULL);
  if (error != NULL)
    herald_emulator_sign_in_authorization_refuse (authorization, site, call, error);
  else
    sign_in (site, call, g_steal_pointer (&owned), object_id, FALSE);
}

static void
authorize (HeraldEmulatorCall *call, HeraldEmulatorSite *site, gboolean v1)
{
  g_auto (HeraldEmulatorSignInRequest) request = { .site = site, .call = call, .v1 = v1 };
  g_autoptr (HeraldEmulatorSignInAuthorization) authorization = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_post = strcmp (herald_emulator_call_get_method (call), "POST") == 0;

  /* RFC 6749, 3.1: the request may be posted as well. */
  if (is_post ? herald_emulator_sign_in_request_read_body (&request, &error)
              : herald_emulator_sign_in_request_read_query (&request, &error))
    authorization = herald_emulator_sign_in_authorization_new (&request, &error);
  if (authorization == NULL)
    herald_emulator_sign_in_page_refuse (site, call, error);
  else if (!herald_emulator_sign_in_authorization_read (authorization, &request, &error))
    herald_emulator_sign_in_authorization_refuse (authorization, site, call, error);
  else if (authorization->silent)
    sign_in_silently (site, call, g_steal_pointer (&authorization));
  else
    show_people (site, call, g_steal_pointer (&authorization));
}

static void
authorize_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  authorize (call, HERALD_EMULATOR_SITE (user_data), FALSE);
}

static void
authorize_of_v1_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  authorize (call, HERALD_EMULATOR_SITE (user_data), TRUE);
}

/* Takes the ticket of a page off the shelf: it is good once. */
static Ticket *
take_ticket (HeraldEmulatorSite *site, GHashTable *fields, GError **error)
{
  const char *token = herald_emulator_sign_in_form_get (fields, "ticket");
  Ticket     *found = herald_emulator_shelf_find (get_tickets (site), token);
  Ticket     *ticket;

  if (found == NULL || herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site)) >=
                         found->authorization->begun_at_seconds + TICKET_LIFETIME_SECONDS)
    {
      herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_TICKET_OVER, NULL);
      return NULL;
    }
  ticket = g_new0 (Ticket, 1);
  *ticket = *found;
  *found = (Ticket){ NULL, NULL };
  herald_emulator_shelf_remove (get_tickets (site), token);
  return ticket;
}

/* What was pressed on the page: somebody, an answer to the question for consent, or Cancel. */
static void
take_choice (HeraldEmulatorSite *site, HeraldEmulatorCall *call, Ticket *ticket, GHashTable *fields)
{
  HeraldEmulatorSignInAuthorization *authorization = ticket->authorization;
  const char                        *user = herald_emulator_sign_in_form_get (fields, "user");
  const char                        *consent = herald_emulator_sign_in_form_get (fields, "consent");
  g_autoptr (GError) error = NULL;

  if (ticket->object_id != NULL && g_strcmp0 (consent, "accept") == 0)
    sign_in (site, call, g_steal_pointer (&ticket->authorization), ticket->object_id, TRUE);
  else if (ticket->object_id == NULL && user != NULL)
    sign_in (site, call, g_steal_pointer (&ticket->authorization), user, FALSE);
  else
    {
      herald_emulator_sign_in_refusal_set (&error,
                                           ticket->object_id != NULL
                                             ? HERALD_EMULATOR_SIGN_IN_CONSENT_DECLINED
                                             : HERALD_EMULATOR_SIGN_IN_CANCELLED,
                                           NULL);
      herald_emulator_sign_in_authorization_refuse (authorization, site, call, error);
    }
}

static void
login_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) fields = herald_emulator_sign_in_form_read_body (call, &error);
  Ticket *ticket = fields != NULL ? take_ticket (site, fields, &error) : NULL;

  if (ticket == NULL)
    {
      herald_emulator_sign_in_page_refuse (site, call, error);
      return;
    }
  take_choice (site, call, ticket, fields);
  ticket_free (ticket);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/{tenant}/oauth2/v2.0/authorize", authorize_cb },
  { "POST", "/{tenant}/oauth2/v2.0/authorize", authorize_cb },
  { "GET", "/{tenant}/oauth2/authorize", authorize_of_v1_cb },
  { "POST", "/{tenant}/oauth2/authorize", authorize_of_v1_cb },
  { "POST", "/{tenant}/login", login_cb },
};

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  herald_emulator_shelf_clear (user_data);
}

/**
 * herald_emulator_sign_in_authorize_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_authorize_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorShelf *tickets = herald_emulator_shelf_new (MOST_TICKETS, ticket_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, tickets,
                                     (GDestroyNotify) herald_emulator_shelf_free);
  herald_emulator_site_add_reload_func (site, reload_cb, tickets);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}

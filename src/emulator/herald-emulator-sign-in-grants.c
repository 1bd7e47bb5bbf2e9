/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes are good for ten minutes and once. Refresh tokens are good for 90 days since their last use
 * (24 hours in all for an application in a page); using one ends all before it, as a client that
 * got a new one is meant to drop the old one. Only their hashes are kept. Source: Microsoft,
 * “Refresh tokens in the Microsoft identity platform”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-grants.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-shelf.h"

#include <string.h>

#define SERVICE_NAME "sign-in grants"
#define MOST_CODES 1024
#define MOST_REFRESH_TOKENS 10000
#define CODE_LIFETIME_SECONDS ((gint64) 10 * 60)
#define REFRESH_LIFETIME_SECONDS ((gint64) 90 * 24 * 60 * 60)
#define PAGE_LIFETIME_SECONDS ((gint64) 24 * 60 * 60)

static const char create_sql[] = "CREATE TABLE IF NOT EXISTS sign_in_refresh_token ("
                                 "  hash TEXT PRIMARY KEY,"
                                 "  family TEXT NOT NULL,"
                                 "  generation INTEGER NOT NULL,"
                                 "  client_id TEXT NOT NULL,"
                                 "  object_id TEXT NOT NULL,"
                                 "  scope TEXT NOT NULL,"
                                 "  strong INTEGER NOT NULL,"
                                 "  begun_at INTEGER NOT NULL,"  /* the sign-in */
                                 "  issued_at INTEGER NOT NULL," /* this token */
                                 "  revoked INTEGER NOT NULL DEFAULT 0);"
                                 "CREATE INDEX IF NOT EXISTS sign_in_refresh_token_by_family"
                                 "  ON sign_in_refresh_token (family, generation);"
                                 "CREATE INDEX IF NOT EXISTS sign_in_refresh_token_by_object"
                                 "  ON sign_in_refresh_token (object_id)";
static const char insert_sql[] =
  "INSERT INTO sign_in_refresh_token"
  " (hash, family, generation, client_id, object_id, scope, strong, begun_at, issued_at)"
  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char trim_sql[] = "DELETE FROM sign_in_refresh_token WHERE rowid <="
                               " (SELECT max (rowid) FROM sign_in_refresh_token) - ?";
static const char select_sql[] =
  "SELECT family, generation, client_id, object_id, scope, strong, begun_at, issued_at, revoked"
  " FROM sign_in_refresh_token WHERE hash = ?";
static const char delete_older_sql[] =
  "DELETE FROM sign_in_refresh_token WHERE family = ? AND generation < ?";
static const char touch_sql[] = "UPDATE sign_in_refresh_token SET issued_at = ? WHERE hash = ?";
static const char delete_family_sql[] = "DELETE FROM sign_in_refresh_token WHERE family = ?";
static const char revoke_sql[] = "UPDATE sign_in_refresh_token SET revoked = 1 WHERE object_id = ?";

/**
 * herald_emulator_sign_in_grant_free:
 * @self: a grant
 */
void
herald_emulator_sign_in_grant_free (HeraldEmulatorSignInGrant *self)
{
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->object_id, g_free);
  g_clear_pointer (&self->scope, g_free);
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->redirect, g_free);
  g_clear_pointer (&self->challenge, g_free);
  g_clear_pointer (&self->family, g_free);
  g_free (self);
}

static gint64
get_now (HeraldEmulatorSite *site)
{
  return herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
}

static HeraldEmulatorShelf *
get_codes (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_service (site, SERVICE_NAME);
}

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  herald_emulator_shelf_clear (user_data);
}

/**
 * herald_emulator_sign_in_grants_attach:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether grants can be kept
 */
gboolean
herald_emulator_sign_in_grants_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorShelf *codes =
    herald_emulator_shelf_new (MOST_CODES, (GDestroyNotify) herald_emulator_sign_in_grant_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, codes,
                                     (GDestroyNotify) herald_emulator_shelf_free);
  herald_emulator_site_add_reload_func (site, reload_cb, codes);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), create_sql, error);
}

/**
 * herald_emulator_sign_in_grants_add_code:
 * @site: the site
 * @grant: (transfer full): what the code stands for
 *
 * Returns: (transfer none): the code, valid until the next one
 */
const char *
herald_emulator_sign_in_grants_add_code (HeraldEmulatorSite *site, HeraldEmulatorSignInGrant *grant)
{
  grant->issued_at_seconds = get_now (site);
  grant->family = herald_guid_new ();
  return herald_emulator_shelf_add (get_codes (site), grant);
}

/**
 * herald_emulator_sign_in_grants_find_code:
 * @site: the site
 * @code: what a client redeems
 *
 * A code that comes again ends what came of it (RFC 6749, 4.1.2).
 *
 * **Errors:** STORE; #HeraldEmulatorSignInRefusal: unknown, used, expired.
 *
 * Returns: (transfer none): what it stands for; the caller marks it as used
 */
HeraldEmulatorSignInGrant *
herald_emulator_sign_in_grants_find_code (HeraldEmulatorSite *site,
                                          const char         *code,
                                          GError            **error)
{
  HeraldEmulatorSignInGrant  *grant = herald_emulator_shelf_find (get_codes (site), code);
  HeraldEmulatorSignInRefusal refusal;

  if (grant == NULL)
    refusal = HERALD_EMULATOR_SIGN_IN_CODE_INVALID;
  else if (grant->used)
    {
      if (!herald_emulator_sign_in_grants_end_family (site, grant->family, error))
        return NULL;
      refusal = HERALD_EMULATOR_SIGN_IN_CODE_USED;
    }
  else if (get_now (site) >= grant->issued_at_seconds + CODE_LIFETIME_SECONDS)
    refusal = HERALD_EMULATOR_SIGN_IN_CODE_EXPIRED;
  else
    return grant;
  herald_emulator_sign_in_refusal_set (error, refusal, NULL);
  return NULL;
}

static char *
make_hash (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

/**
 * herald_emulator_sign_in_grants_add_refresh:
 * @site: the site
 * @grant: what the token is good for; the sign-in is that of @grant, the generation the next one
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): a new refresh token
 */
char *
herald_emulator_sign_in_grants_add_refresh (HeraldEmulatorSite              *site,
                                            const HeraldEmulatorSignInGrant *grant,
                                            GError                         **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autofree char  *token = herald_emulator_shelf_make_token ();
  g_autofree char  *hash = make_hash (token);

  if (!herald_emulator_db_run (db, error, insert_sql, "ssisssiii", hash, grant->family,
                               grant->generation + 1, grant->client_id, grant->object_id,
                               grant->scope, (gint64) grant->proof.strong, grant->issued_at_seconds,
                               get_now (site)) ||
      !herald_emulator_db_run (db, error, trim_sql, "i", (gint64) MOST_REFRESH_TOKENS))
    return NULL;
  return g_steal_pointer (&token);
}

/* One row of select_sql. */
typedef struct
{
  HeraldEmulatorSignInGrant *grant; /* (owned) */
  gint64                     issued_at_seconds;
  gboolean                   revoked;
} Found;

static void
found_clear (Found *found)
{
  g_clear_pointer (&found->grant, herald_emulator_sign_in_grant_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static gboolean
find_refresh (HeraldEmulatorSite *site, const char *hash, Found *found, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "s", hash);
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return FALSE;
  if (!herald_emulator_rows_next (rows, &local_error))
    {
      if (local_error == NULL)
        return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_REFRESH_INVALID,
                                                    NULL);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  found->grant = g_new0 (HeraldEmulatorSignInGrant, 1);
  found->grant->family = g_strdup (herald_emulator_rows_get_text (rows, 0));
  found->grant->generation = herald_emulator_rows_get_int (rows, 1);
  found->grant->client_id = g_strdup (herald_emulator_rows_get_text (rows, 2));
  found->grant->object_id = g_strdup (herald_emulator_rows_get_text (rows, 3));
  found->grant->scope = g_strdup (herald_emulator_rows_get_text (rows, 4));
  found->grant->proof.strong = herald_emulator_rows_get_int (rows, 5) != 0;
  /* Who has a refresh token was asked when it was given out. */
  found->grant->proof.consented = TRUE;
  found->grant->issued_at_seconds = herald_emulator_rows_get_int (rows, 6);
  found->issued_at_seconds = herald_emulator_rows_get_int (rows, 7);
  found->revoked = herald_emulator_rows_get_int (rows, 8) != 0;
  return TRUE;
}

static gboolean
refuse_with_time (GError **error, HeraldEmulatorSignInRefusal refusal, gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  return herald_emulator_sign_in_refusal_set (error, refusal, text);
}

static gboolean
check_refresh (HeraldEmulatorSite               *site,
               const Found                      *found,
               const HeraldEmulatorSignInClient *client,
               GError                          **error)
{
  gint64 now = get_now (site);

  if (strcmp (found->grant->client_id, client->id) != 0)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_REFRESH_INVALID,
                                                NULL);
  if (found->revoked)
    return refuse_with_time (error, HERALD_EMULATOR_SIGN_IN_REFRESH_REVOKED,
                             found->issued_at_seconds);
  if (client->kind == HERALD_EMULATOR_CLIENT_PAGE &&
      now >= found->grant->issued_at_seconds + PAGE_LIFETIME_SECONDS)
    return refuse_with_time (error, HERALD_EMULATOR_SIGN_IN_REFRESH_OF_PAGE_EXPIRED,
                             found->grant->issued_at_seconds);
  if (now >= found->issued_at_seconds + REFRESH_LIFETIME_SECONDS)
    return refuse_with_time (error, HERALD_EMULATOR_SIGN_IN_REFRESH_EXPIRED,
                             found->issued_at_seconds);
  return TRUE;
}

/**
 * herald_emulator_sign_in_grants_use_refresh:
 * @site: the site
 * @token: what a client sends
 * @client: the client
 *
 * Ends the tokens that were given out before this one.
 *
 * **Errors:** STORE; #HeraldEmulatorSignInRefusal: unknown, ended, revoked, expired.
 *
 * Returns: (transfer full): what it is good for
 */
HeraldEmulatorSignInGrant *
herald_emulator_sign_in_grants_use_refresh (HeraldEmulatorSite               *site,
                                            const char                       *token,
                                            const HeraldEmulatorSignInClient *client,
                                            GError                          **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autofree char  *hash = make_hash (token);
  g_auto (Found) found = { NULL, 0, FALSE };

  if (!find_refresh (site, hash, &found, error) || found.grant == NULL ||
      !check_refresh (site, &found, client, error) ||
      !herald_emulator_db_run (db, error, delete_older_sql, "si", found.grant->family,
                               found.grant->generation) ||
      !herald_emulator_db_run (db, error, touch_sql, "is", get_now (site), hash))
    return NULL;
  return g_steal_pointer (&found.grant);
}

/**
 * herald_emulator_sign_in_grants_end_family:
 * @site: the site
 * @family: what came of one sign-in
 *
 * **Errors:** STORE.
 *
 * Returns: whether its refresh tokens are gone
 */
gboolean
herald_emulator_sign_in_grants_end_family (HeraldEmulatorSite *site,
                                           const char         *family,
                                           GError            **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, delete_family_sql, "s",
                                 family);
}

/**
 * herald_emulator_sign_in_grants_revoke:
 * @site: the site
 * @object_id: a person
 *
 * **Errors:** STORE.
 *
 * Returns: whether the person's refresh tokens are refused from now on
 */
gboolean
herald_emulator_sign_in_grants_revoke (HeraldEmulatorSite *site,
                                       const char         *object_id,
                                       GError            **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, revoke_sql, "s",
                                 object_id);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provider tokens of APNs: the signature is checked when a token is first seen, whose key it is and
 * how old it is every time. */
#include "config.h"

#include "emulator/herald-emulator-provider.h"

#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-rate.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SCHEME "bearer "
#define MOST_TOKENS 256     /* remembered; a client uses one for twenty minutes and more */
#define OLDEST_SECONDS 3600 /* “Establishing a token-based connection to APNs”, read 2026-11 */
#define UPDATES_WINDOW_US (20 * G_TIME_SPAN_MINUTE) /* “no more than once every 20 minutes” */
#define MOST_UPDATES 100000
/* Apple lets a few more pass, since a provider has many processes; how many is not published. */
#define USUAL_UPDATES 100
#define CLOCK_SKEW_SECONDS 60 /* a token from the near future is accepted */

/* A token with a good signature. */
typedef struct
{
  char  *key_id;      /* (owned) */
  char  *team_id;     /* (owned) */
  char  *fingerprint; /* (owned): of the key that signed */
  gint64 issued_at;

  gboolean                  checked; /* that the key is still Apple's and that team's */
  guint64                   version; /* of the watched tables, then */
  HeraldEmulatorEnvironment environment;
} Verified;

struct _HeraldEmulatorProvider
{
  HeraldEmulatorSite *site;    /* (unowned): parent */
  GHashTable         *tokens;  /* (element-type utf8 Verified) (owned) */
  HeraldEmulatorRate *updates; /* (owned): of tokens, by key */
  guint               most_updates;
};

static void
verified_free (gpointer data)
{
  Verified *self = data;

  g_free (self->key_id);
  g_free (self->team_id);
  g_free (self->fingerprint);
  g_free (self);
}

/* Other rows may have other keys. */
static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  HeraldEmulatorProvider *self = user_data;
  GHashTableIter          iter;
  gpointer                verified;

  g_hash_table_iter_init (&iter, self->tokens);
  while (g_hash_table_iter_next (&iter, NULL, &verified))
    ((Verified *) verified)->checked = FALSE;
}

/**
 * herald_emulator_provider_new:
 * @site: the site, which lives longer
 *
 * Returns: (transfer full): a check that remembers nothing yet
 */
HeraldEmulatorProvider *
herald_emulator_provider_new (HeraldEmulatorSite *site)
{
  HeraldEmulatorProvider *self = g_new0 (HeraldEmulatorProvider, 1);

  self->site = site;
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, verified_free);
  self->updates = herald_emulator_rate_new (UPDATES_WINDOW_US);
  self->most_updates = USUAL_UPDATES;
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  herald_emulator_switches_add_integer (site, "apnsTokenUpdates", &self->most_updates, 0,
                                        MOST_UPDATES);
  return self;
}

/**
 * herald_emulator_provider_free:
 * @self: the check to free
 */
void
herald_emulator_provider_free (HeraldEmulatorProvider *self)
{
  g_hash_table_unref (self->tokens);
  herald_emulator_rate_free (self->updates);
  g_free (self);
}

/* The claims of a token whose signature is right for the key it names. */
static Verified *
verify (HeraldEmulatorProvider *self, const char *token)
{
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, NULL);
  g_autoptr (HeraldEmulatorAppleKey) known = NULL;
  g_autoptr (HeraldPublicKey) key = NULL;
  const char *key_id = NULL;
  const char *team_id = NULL;
  gint64      issued_at = 0;
  Verified   *verified;

  if (jwt == NULL ||
      !herald_json_read_string (herald_jwt_get_header (jwt), "kid", HERALD_JSON_REQUIRED, &key_id,
                                NULL) ||
      !herald_json_read_string (herald_jwt_get_claims (jwt), "iss", HERALD_JSON_REQUIRED, &team_id,
                                NULL) ||
      !herald_json_read_int (herald_jwt_get_claims (jwt), "iat", HERALD_JSON_REQUIRED, &issued_at,
                             NULL))
    return NULL;
  known = herald_emulator_registry_find_apple_key (self->site, key_id);
  if (known == NULL)
    return NULL;
  key = herald_public_key_new_from_pem (known->public_pem, -1, NULL);
  if (key == NULL || !herald_jwt_verify (jwt, key, NULL))
    return NULL;
  verified = g_new0 (Verified, 1);
  verified->key_id = g_strdup (key_id);
  verified->team_id = g_strdup (team_id);
  verified->fingerprint = g_strdup (known->fingerprint);
  verified->issued_at = issued_at;
  return verified;
}

/* Finds a token or verifies it; returns APNs' reason when it is no good. */
static const char *
find_or_verify (HeraldEmulatorProvider *self, const char *token, Verified **found)
{
  gint64    now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (self->site));
  Verified *verified = g_hash_table_lookup (self->tokens, token);

  *found = verified;
  if (verified != NULL)
    return NULL;
  verified = verify (self, token);
  if (verified == NULL)
    return "InvalidProviderToken";
  if (herald_emulator_rate_take (self->updates, verified->key_id, now_us, self->most_updates) > 0)
    {
      verified_free (verified);
      return "TooManyProviderTokenUpdates";
    }
  if (g_hash_table_size (self->tokens) >= MOST_TOKENS)
    g_hash_table_remove_all (self->tokens);
  g_hash_table_insert (self->tokens, g_strdup (token), verified);
  *found = verified;
  return NULL;
}

static gboolean
look_up_key (HeraldEmulatorProvider *self, Verified *verified)
{
  g_autoptr (HeraldEmulatorAppleKey) known =
    herald_emulator_registry_find_apple_key (self->site, verified->key_id);

  if (known == NULL || !g_str_equal (known->fingerprint, verified->fingerprint) ||
      !g_str_equal (known->team_id, verified->team_id))
    return FALSE;
  verified->environment = known->environment;
  return TRUE;
}

/* Keys come and go while tokens are remembered; they are looked up again when any has changed. */
static gboolean
is_still_true (HeraldEmulatorProvider *self, Verified *verified, HeraldEmulatorPass *pass)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (self->site);
  guint64           version = herald_emulator_db_get_watched_version (db);

  if (!verified->checked || verified->version != version)
    verified->checked = look_up_key (self, verified);
  verified->version = version;
  pass->environment = verified->environment;
  pass->team_id = verified->team_id;
  return verified->checked;
}

/**
 * herald_emulator_provider_check:
 * @self: the check
 * @authorization: (nullable): the request's header
 * @pass: (out): what the token is good for
 *
 * Returns: (nullable): APNs' reason for a refusal, %NULL when the token is good
 */
const char *
herald_emulator_provider_check (HeraldEmulatorProvider *self,
                                const char             *authorization,
                                HeraldEmulatorPass     *pass)
{
  gint64      now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (self->site));
  Verified   *verified = NULL;
  const char *reason;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, SCHEME, strlen (SCHEME)) != 0)
    return "MissingProviderToken";
  reason = find_or_verify (self, authorization + strlen (SCHEME), &verified);
  if (reason != NULL)
    return reason;
  if (!is_still_true (self, verified, pass))
    return "InvalidProviderToken";
  if (now - verified->issued_at > OLDEST_SECONDS || verified->issued_at - now > CLOCK_SKEW_SECONDS)
    return "ExpiredProviderToken";
  return NULL;
}

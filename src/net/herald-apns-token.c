/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A provider token is an ES256 JWT that lives an hour. Apple wants a new one at least every 60
 * minutes and not more often than every 20, else TooManyProviderTokenUpdates (contract: apns-fcm,
 * 6.3). */
#include "config.h"

#include "net/herald-apns-token.h"

#include "crypto/herald-jwt.h"

#include <string.h>

#define LIFE_US (45 * G_TIME_SPAN_MINUTE)
#define SHORTEST_LIFE_US (20 * G_TIME_SPAN_MINUTE)

struct _HeraldApnsToken
{
  HeraldKey   *key;     /* (owned) */
  HeraldClock *clock;   /* (owned) */
  char        *team_id; /* (owned) */
  char        *key_id;  /* (owned) */

  char  *authorization; /* (owned) (nullable): secret */
  guint  number;
  gint64 made_us;
  gint64 remade_us; /* after APNs had called one expired; 0: never */
};

static void
forget (HeraldApnsToken *self)
{
  if (self->authorization != NULL)
    explicit_bzero (self->authorization, strlen (self->authorization));
  g_clear_pointer (&self->authorization, g_free);
}

static char *
sign (HeraldApnsToken *self, gint64 now_us, GError **error)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();

  json_object_set_string_member (header, "kid", self->key_id);
  json_object_set_string_member (claims, "iss", self->team_id);
  json_object_set_int_member (claims, "iat", now_us / G_USEC_PER_SEC);
  return herald_jwt_sign (self->key, HERALD_SIGNATURE_ES256, header, claims, error);
}

/**
 * herald_apns_token_new:
 * @key: the signing key
 * @team_id: whose it is
 * @key_id: its name at Apple
 *
 * Returns: (transfer full): a source of tokens
 */
HeraldApnsToken *
herald_apns_token_new (HeraldKey *key, const char *team_id, const char *key_id)
{
  HeraldApnsToken *self = g_new0 (HeraldApnsToken, 1);

  self->key = g_object_ref (key);
  self->clock = herald_clock_new ();
  self->team_id = g_strdup (team_id);
  self->key_id = g_strdup (key_id);
  return self;
}

/**
 * herald_apns_token_free:
 * @self: (nullable): the source to free
 */
void
herald_apns_token_free (HeraldApnsToken *self)
{
  if (self == NULL)
    return;
  forget (self);
  g_object_unref (self->key);
  g_object_unref (self->clock);
  g_free (self->team_id);
  g_free (self->key_id);
  g_free (self);
}

/**
 * herald_apns_token_set_clock:
 * @self: a source
 * @clock: what time it is
 */
void
herald_apns_token_set_clock (HeraldApnsToken *self, HeraldClock *clock)
{
  g_set_object (&self->clock, clock);
}

/**
 * herald_apns_token_get:
 * @self: a source
 * @number: (out): which token it is
 * @error: return location
 *
 * **Errors:** INVALID when the key is no P-256 key.
 *
 * Returns: (transfer none) (nullable): the header's value, a secret; valid until the next call
 */
const char *
herald_apns_token_get (HeraldApnsToken *self, guint *number, GError **error)
{
  const gint64     now_us = herald_clock_get_unix_us (self->clock);
  const gint64     age_us = now_us - self->made_us;
  g_autofree char *jwt = NULL;

  /* A clock that was set back makes the age negative: the token is from the future then. */
  if (self->authorization == NULL || age_us < 0 || age_us >= LIFE_US)
    {
      forget (self);
      jwt = sign (self, now_us, error);
      if (jwt == NULL)
        return NULL;
      self->authorization = g_strconcat ("bearer ", jwt, NULL);
      explicit_bzero (jwt, strlen (jwt));
      self->made_us = now_us;
      self->number++;
    }
  *number = self->number;
  return self->authorization;
}

/**
 * herald_apns_token_expire:
 * @self: a source
 * @number: the token that APNs called expired
 *
 * Many pushes may come back with the same token: only the first makes a new one. A token that was
 * made new for the same reason within 20 minutes is not made again: then a clock is wrong.
 *
 * Returns: whether a push may be tried once more
 */
gboolean
herald_apns_token_expire (HeraldApnsToken *self, guint number)
{
  const gint64 now_us = herald_clock_get_unix_us (self->clock);

  if (number != self->number)
    return TRUE;
  if (self->remade_us > 0 && ABS (now_us - self->remade_us) < SHORTEST_LIFE_US)
    return FALSE;
  self->remade_us = now_us;
  forget (self);
  return TRUE;
}

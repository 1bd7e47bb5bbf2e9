/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An access token of an app by name and times; never its value. */
#include "config.h"

#include "model/herald-access-token.h"

struct _HeraldAccessToken
{
  GObject parent_instance;

  char    *id;   /* (owned) */
  char    *name; /* (owned) */
  gint64   created_us;
  gint64   last_used_us;
  gboolean current;
  char    *hint; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldAccessToken, herald_access_token, G_TYPE_OBJECT)

static void
herald_access_token_finalize (GObject *object)
{
  HeraldAccessToken *self = HERALD_ACCESS_TOKEN (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->hint);
  G_OBJECT_CLASS (herald_access_token_parent_class)->finalize (object);
}

static void
herald_access_token_class_init (HeraldAccessTokenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_access_token_finalize;
}

static void
herald_access_token_init (HeraldAccessToken *self)
{
}

/**
 * herald_access_token_new:
 * @id: the token's id
 * @name: its name
 * @created_us: when it was made, or 0
 * @last_used_us: when it was last used, or 0
 * @current: whether the service holds this one now
 *
 * Returns: (transfer full): an access token without its value
 */
HeraldAccessToken *
herald_access_token_new (const char *id,
                         const char *name,
                         gint64      created_us,
                         gint64      last_used_us,
                         gboolean    current)
{
  HeraldAccessToken *self;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);

  self = g_object_new (HERALD_TYPE_ACCESS_TOKEN, NULL);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->created_us = created_us;
  self->last_used_us = last_used_us;
  self->current = current;
  return self;
}

/**
 * herald_access_token_get_id:
 * @self: an access token
 *
 * Returns: the token's id, which is not its value
 */
const char *
herald_access_token_get_id (HeraldAccessToken *self)
{
  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (self), NULL);

  return self->id;
}

/**
 * herald_access_token_get_name:
 * @self: an access token
 *
 * Returns: the name that was given to it
 */
const char *
herald_access_token_get_name (HeraldAccessToken *self)
{
  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (self), NULL);

  return self->name;
}

/**
 * herald_access_token_get_created_us:
 * @self: an access token
 *
 * Returns: when it was made, in microseconds of Unix time; 0 when that is not known
 */
gint64
herald_access_token_get_created_us (HeraldAccessToken *self)
{
  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (self), 0);

  return self->created_us;
}

/**
 * herald_access_token_get_last_used_us:
 * @self: an access token
 *
 * Returns: when Herald last registered with it; 0 for never
 */
gint64
herald_access_token_get_last_used_us (HeraldAccessToken *self)
{
  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (self), 0);

  return self->last_used_us;
}

/**
 * herald_access_token_is_current:
 * @self: an access token
 *
 * Returns: whether the service holds this one now
 */
gboolean
herald_access_token_is_current (HeraldAccessToken *self)
{
  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (self), FALSE);

  return self->current;
}

/**
 * herald_access_token_get_hint:
 * @self: an access token
 *
 * Returns: (nullable): its last characters
 */
const char *
herald_access_token_get_hint (HeraldAccessToken *self)
{
  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (self), NULL);

  return self->hint;
}

/**
 * herald_access_token_set_hint:
 * @self: an access token
 * @hint: (nullable): its last characters
 */
void
herald_access_token_set_hint (HeraldAccessToken *self, const char *hint)
{
  g_return_if_fail (HERALD_IS_ACCESS_TOKEN (self));

  g_free (self->hint);
  self->hint = g_strdup (hint);
}

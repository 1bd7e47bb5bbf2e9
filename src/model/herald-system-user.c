/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person who works in the environment and can get in-app notifications. */
#include "config.h"

#include "model/herald-system-user.h"

#include "base/herald-guid.h"

struct _HeraldSystemUser
{
  GObject parent_instance;

  char *id;    /* (owned) */
  char *name;  /* (owned) */
  char *email; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldSystemUser, herald_system_user, G_TYPE_OBJECT)

static void
herald_system_user_finalize (GObject *object)
{
  HeraldSystemUser *self = HERALD_SYSTEM_USER (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->email);
  G_OBJECT_CLASS (herald_system_user_parent_class)->finalize (object);
}

static void
herald_system_user_class_init (HeraldSystemUserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_system_user_finalize;
}

static void
herald_system_user_init (HeraldSystemUser *self)
{
}

/**
 * herald_system_user_new:
 * @id: the systemuserid
 * @name: (nullable): the full name
 * @email: (nullable): the e-mail address
 *
 * Returns: (transfer full): a system user
 */
HeraldSystemUser *
herald_system_user_new (const char *id, const char *name, const char *email)
{
  HeraldSystemUser *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (HERALD_TYPE_SYSTEM_USER, NULL);
  self->id = herald_guid_normalise (id);
  if (self->id == NULL)
    self->id = g_strdup (id);
  self->email = email != NULL && *email != '\0' ? g_strdup (email) : NULL;
  self->name = name != NULL && *name != '\0' ? g_strdup (name) : NULL;
  if (self->name == NULL)
    self->name = g_strdup (self->email != NULL ? self->email : self->id);
  return self;
}

/**
 * herald_system_user_get_id:
 * @self: a system user
 *
 * Returns: the systemuserid, in lower case
 */
const char *
herald_system_user_get_id (HeraldSystemUser *self)
{
  g_return_val_if_fail (HERALD_IS_SYSTEM_USER (self), NULL);

  return self->id;
}

/**
 * herald_system_user_get_name:
 * @self: a system user
 *
 * Returns: the full name, or the e-mail address or id when there is none
 */
const char *
herald_system_user_get_name (HeraldSystemUser *self)
{
  g_return_val_if_fail (HERALD_IS_SYSTEM_USER (self), NULL);

  return self->name;
}

/**
 * herald_system_user_get_email:
 * @self: a system user
 *
 * Returns: (nullable): the e-mail address
 */
const char *
herald_system_user_get_email (HeraldSystemUser *self)
{
  g_return_val_if_fail (HERALD_IS_SYSTEM_USER (self), NULL);

  return self->email;
}

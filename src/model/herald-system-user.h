/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Dataverse user who can receive in-app notifications. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_SYSTEM_USER (herald_system_user_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSystemUser, herald_system_user, HERALD, SYSTEM_USER, GObject)

HeraldSystemUser *herald_system_user_new (const char *id, const char *name, const char *email);
const char       *herald_system_user_get_id (HeraldSystemUser *self);
const char       *herald_system_user_get_name (HeraldSystemUser *self);
const char       *herald_system_user_get_email (HeraldSystemUser *self); /* (nullable) */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One API access token of an app; its value lives with the secrets. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_ACCESS_TOKEN (herald_access_token_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAccessToken, herald_access_token, HERALD, ACCESS_TOKEN, GObject)

HeraldAccessToken *herald_access_token_new (const char *id,
                                            const char *name,
                                            gint64      created_us,
                                            gint64      last_used_us,
                                            gboolean    current);
const char        *herald_access_token_get_id (HeraldAccessToken *self);
const char        *herald_access_token_get_name (HeraldAccessToken *self);
gint64             herald_access_token_get_created_us (HeraldAccessToken *self);
gint64             herald_access_token_get_last_used_us (HeraldAccessToken *self); /* 0: never */
gboolean           herald_access_token_is_current (HeraldAccessToken *self); /* the service's */
const char        *herald_access_token_get_hint (HeraldAccessToken *self);   /* last characters */
void               herald_access_token_set_hint (HeraldAccessToken *self, const char *hint);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the Dataverse tables that Herald uses, to and from its domain objects, and the queries
 * that read them. Pure. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/herald-app.h"
#include "model/herald-device.h"
#include "model/herald-inapp-entry.h"
#include "model/herald-person.h"
#include "model/herald-system-user.h"

G_BEGIN_DECLS

#define HERALD_SET_APPS "msdynmkt_mobileappchannelinstances"
#define HERALD_SET_DEVICES "msdynmkt_pushmobiledevices"
#define HERALD_SET_CONTACTS "contacts"
#define HERALD_SET_LEADS "leads"
#define HERALD_SET_USERS "systemusers"
#define HERALD_SET_APP_NOTIFICATIONS "appnotifications"

/* A person's table as an entity set. */
const char *herald_person_table_get_set (HeraldPersonTable table);

/* Each fits HeraldRowFunc and returns a new object. PROTOCOL when a
 * column that must be there is not. */
gpointer herald_row_to_app (JsonObject *row, GError **error);
gpointer herald_row_to_device (JsonObject *row, GError **error);
gpointer herald_row_to_contact (JsonObject *row, GError **error);
gpointer herald_row_to_lead (JsonObject *row, GError **error);
gpointer herald_row_to_system_user (JsonObject *row, GError **error);
gpointer herald_row_to_inapp_entry (JsonObject *row, GError **error);

/* The columns of a new app, or only those that were changed; a secret that was not changed is
 * never among them. */
JsonObject *herald_app_to_row (HeraldApp *app, gboolean changed_only);

/* Paths below /api/data/v9.2/, encoded. */
char *herald_query_apps (void);
char *herald_query_app (const char *app_id);
char *herald_query_devices (const char *user_id, const char *app_id); /* either NULL: any */
char *herald_query_person (HeraldPersonTable table, const char *id);
char *herald_query_people_by_email (HeraldPersonTable table, const char *email);
char *herald_query_users (const char *text); /* GUID, whole address, or a part of name or address */
char *herald_query_inapp (const char *recipient_id); /* NULL: of all */

G_END_DECLS

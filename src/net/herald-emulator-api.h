/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API of Herald's emulator: any call, and typed ones for phones, log and seed. */
#pragma once

#include "model/herald-exchange-filter.h"
#include "model/herald-import-report.h"
#include "model/herald-phone.h"
#include "net/herald-remote.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_API (herald_emulator_api_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorApi, herald_emulator_api, HERALD, EMULATOR_API, GObject)

/* @url: the emulator's HTTP origin; must be an allowed one of @http. */
HeraldEmulatorApi *
herald_emulator_api_new (HeraldHttp *http, const char *url, const char *admin_token);
/* Any call: @path below /_herald/, @body and @content_type (nullable): both or neither. */
void herald_emulator_api_send_async (HeraldEmulatorApi  *self,
                                     const char         *method,
                                     const char         *path,
                                     const char         *content_type,
                                     GBytes             *body,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
/* Returns: (transfer full): the answer; a null node when it has no body */
JsonNode *
herald_emulator_api_send_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error);
void herald_emulator_api_list_phones_async (HeraldEmulatorApi  *self,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
/* Returns: (element-type HeraldPhone): without their notifications */
GPtrArray *herald_emulator_api_list_phones_finish (HeraldEmulatorApi *self,
                                                   GAsyncResult      *result,
                                                   GError           **error);
void       herald_emulator_api_list_notifications_async (HeraldEmulatorApi  *self,
                                                         const char         *phone_id,
                                                         GCancellable       *cancellable,
                                                         GAsyncReadyCallback callback,
                                                         gpointer            user_data);
/* Returns: (element-type HeraldPhoneNotification): newest first */
GPtrArray *herald_emulator_api_list_notifications_finish (HeraldEmulatorApi *self,
                                                          GAsyncResult      *result,
                                                          GError           **error);
void       herald_emulator_api_tap_async (HeraldEmulatorApi  *self,
                                          const char         *phone_id,
                                          const char         *notification_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
/* @link: (out) (nullable): what the phone opened; NULL: the app */
gboolean herald_emulator_api_tap_finish (HeraldEmulatorApi *self,
                                         GAsyncResult      *result,
                                         char             **link,
                                         GError           **error);
/* @changes_json: the members to change, such as {"online":false}; INVALID when it is no object. */
void     herald_emulator_api_change_phone_async (HeraldEmulatorApi  *self,
                                                 const char         *phone_id,
                                                 const char         *changes_json,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
gboolean herald_emulator_api_change_phone_finish (HeraldEmulatorApi *self,
                                                  GAsyncResult      *result,
                                                  GError           **error);
/* The log after number @after; with @wait_seconds the answer is held back until there is something
 * new or the time is over. @filter: (nullable): leaves out most of what does not match */
void herald_emulator_api_log_async (HeraldEmulatorApi          *self,
                                    gint64                      after,
                                    guint                       limit,
                                    guint                       wait_seconds,
                                    const HeraldExchangeFilter *filter,
                                    GCancellable               *cancellable,
                                    GAsyncReadyCallback         callback,
                                    gpointer                    user_data);
/* Returns: (element-type HeraldExchange): oldest first, their ids are the log's numbers */
GPtrArray      *
herald_emulator_api_log_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error);
void herald_emulator_api_clear_log_async (HeraldEmulatorApi  *self,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean herald_emulator_api_clear_log_finish (HeraldEmulatorApi *self,
                                               GAsyncResult      *result,
                                               GError           **error);
/* Sends a CSV file; @table is "contacts" or "devices", @id a new GUID to settle it by. */
void herald_emulator_api_import_async (HeraldEmulatorApi  *self,
                                       const char         *table,
                                       const char         *id,
                                       GBytes             *csv,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
HeraldImportReport *
herald_emulator_api_import_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error);

G_END_DECLS

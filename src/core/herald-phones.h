/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's phones as the window and the command line see them, over the admin API. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-exchange-filter.h"
#include "model/herald-phone.h"

G_BEGIN_DECLS

/* What a new phone is. */
typedef struct
{
  const char    *name;
  HeraldPlatform platform;
  const char    *os_version;
  const char    *app_id; /* (nullable): no app is on it */
} HeraldNewPhone;

void herald_phones_list_async (HeraldSession      *session,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* Returns: (element-type HeraldPhone): each with its notifications, newest first */
GPtrArray *herald_phones_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Waits until the emulator has logged something after @after; returns the newest number. */
void   herald_phones_watch_async (HeraldSession      *session,
                                  gint64              after,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gint64 herald_phones_watch_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Taps a notification on a phone. */
void herald_phones_tap_async (HeraldSession      *session,
                              const char         *phone_id,
                              const char         *notification_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* Returns: (nullable): the link the phone opened; NULL without error when it opened the app */
char *herald_phones_tap_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Adds a phone: online, its app allowed to show notifications. */
void     herald_phones_add_async (HeraldSession        *session,
                                  const HeraldNewPhone *phone,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean herald_phones_add_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Changes a phone: @changes_json is the body of PATCH, such as {"online":false} or {"app":"…"}. */
void     herald_phones_change_async (HeraldSession      *session,
                                     const char         *phone_id,
                                     const char         *changes_json,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_phones_change_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Its notifications go with it, and its tokens end. */
void     herald_phones_remove_async (HeraldSession      *session,
                                     const char         *phone_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_phones_remove_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* The emulator's request log: (element-type HeraldExchange), newest last. @filter: (nullable):
 * leaves out most of what does not match */
void       herald_phones_log_async (HeraldSession              *session,
                                    gint64                      after,
                                    guint                       limit,
                                    const HeraldExchangeFilter *filter,
                                    GCancellable               *cancellable,
                                    GAsyncReadyCallback         callback,
                                    gpointer                    user_data);
GPtrArray *herald_phones_log_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS

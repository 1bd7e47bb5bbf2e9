/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Dataverse Web API: rows read page by page, written, deleted. What the rows mean is in
 * herald-dataverse-rows.h and the files named after what they read. */
#pragma once

#include "net/herald-remote.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DATAVERSE (herald_dataverse_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDataverse, herald_dataverse, HERALD, DATAVERSE, GObject)

#define HERALD_DATAVERSE_MAX_PAGE 5000

typedef struct
{
  char *user_id;
  char *business_unit_id;
  char *organization_id;
} HeraldWhoAmI;

/* Turns one row into an object; NULL with @error set fails the whole list. */
typedef gpointer (*HeraldRowFunc) (JsonObject *row, GError **error);

typedef struct
{
  GPtrArray *rows;      /* (owned): what the row function made, or JsonObject without one */
  char      *next_link; /* (owned) (nullable): for the next call, unchanged; NULL: the last page */
  gint64     count;     /* @odata.count, or -1 */
} HeraldDataversePage;

void herald_who_am_i_free (HeraldWhoAmI *self);
void herald_dataverse_page_free (HeraldDataversePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldWhoAmI, herald_who_am_i_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldDataversePage, herald_dataverse_page_free)

/* @url: the environment's origin. */
HeraldDataverse *herald_dataverse_new (HeraldRemote *remote, const char *url);
HeraldRemote    *herald_dataverse_get_remote (HeraldDataverse *self);
void             herald_dataverse_who_am_i_async (HeraldDataverse    *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
HeraldWhoAmI *
herald_dataverse_who_am_i_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
/* @path: below /api/data/v9.2/, encoded: “contacts(guid)?$select=fullname”. */
void herald_dataverse_get_async (HeraldDataverse    *self,
                                 const char         *path,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
JsonObject *
herald_dataverse_get_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
/* One page. @query: a path as above, or the next link of the page before. @page_size: 0 leaves it
 * to the service (use it with $top). */
void herald_dataverse_page_async (HeraldDataverse    *self,
                                  const char         *query,
                                  guint               page_size,
                                  HeraldRowFunc       row_func,
                                  GDestroyNotify      row_free,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
HeraldDataversePage *
herald_dataverse_page_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
/* All pages, at most @max_rows rows (0: all). */
void herald_dataverse_list_async (HeraldDataverse    *self,
                                  const char         *query,
                                  guint               max_rows,
                                  HeraldRowFunc       row_func,
                                  GDestroyNotify      row_free,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GPtrArray      *
herald_dataverse_list_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
void herald_dataverse_create_async (HeraldDataverse    *self,
                                    const char         *set,
                                    JsonObject         *row,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Returns: (transfer full): the id of the new row */
char *herald_dataverse_create_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
/* Writes the members of @changes only; NOT_FOUND when the row is gone, it is never made. */
void herald_dataverse_update_async (HeraldDataverse    *self,
                                    const char         *set,
                                    const char         *id,
                                    JsonObject         *changes,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean
     herald_dataverse_update_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
void herald_dataverse_delete_async (HeraldDataverse    *self,
                                    const char         *set,
                                    const char         *id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean
herald_dataverse_delete_finish (HeraldDataverse *self, GAsyncResult *result, GError **error);
/* SendAppNotification, sent once whatever happens. @request: the body. */
void herald_dataverse_send_app_notification_async (HeraldDataverse    *self,
                                                   JsonNode           *request,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* @notification_id: (out) (nullable): NULL when the service answered 204; @exchange: (out)
 * (nullable): the record, also of a failure; @status: (out): HTTP, 0 without an answer. */
gboolean herald_dataverse_send_app_notification_finish (HeraldDataverse *self,
                                                        GAsyncResult    *result,
                                                        char           **notification_id,
                                                        guint           *status,
                                                        HeraldExchange **exchange,
                                                        GError         **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices Herald has seen. Functions with a HeraldConnection run on a lane. */
#pragma once

#include "model/herald-device.h"
#include "store/herald-row-query.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_DEVICE_SORT_USER,
  HERALD_DEVICE_SORT_APP,
  HERALD_DEVICE_SORT_PLATFORM,
  HERALD_DEVICE_SORT_TOKEN,
  HERALD_DEVICE_SORT_STATE,
  HERALD_DEVICE_SORT_REGISTERED,
  HERALD_DEVICE_SORT_LAST_SEEN,
  HERALD_DEVICE_N_SORTS,
} HeraldDeviceSort;

typedef struct
{
  const char      *environment_id;
  const char      *search;  /* (nullable): every word must be part of token, user, e-mail or app */
  const char      *user_id; /* (nullable): any */
  const char      *app_id;  /* (nullable): any */
  gboolean         include_removed;
  HeraldDeviceSort sort;
  gboolean         descending;
} HeraldDeviceFilter;

/* For a HeraldRowModel; its rows' items are HeraldDevice. Copies @filter. */
HeraldRowQuery *herald_device_query_new (const HeraldDeviceFilter *filter);

/* Inserts or updates; a device that was REMOVED is REGISTERED again, an INVALID one stays so while
 * its token is the same. @devices: (element-type HeraldDevice). */
gboolean herald_table_device_save (HeraldConnection *connection,
                                   const char       *environment_id,
                                   GPtrArray        *devices,
                                   gint64            seen_us,
                                   GError          **error);
/* Those of the person and/or app (NULL: any) not seen since @seen_us become REMOVED. */
gboolean herald_table_device_mark_missing (HeraldConnection *connection,
                                           const char       *environment_id,
                                           const char       *user_id,
                                           const char       *app_id,
                                           gint64            seen_us,
                                           gint64            now_us,
                                           GError          **error);
gboolean herald_table_device_mark_removed (HeraldConnection *connection,
                                           const char       *environment_id,
                                           const char       *device_id,
                                           gint64            now_us,
                                           GError          **error);
gboolean herald_table_device_mark_invalid (HeraldConnection *connection,
                                           const char       *environment_id,
                                           const char       *device_id,
                                           const char       *reason,
                                           GError          **error);
/* Says who is behind a user id, on all their devices. */
gboolean herald_table_device_set_person (HeraldConnection *connection,
                                         const char       *environment_id,
                                         const char       *user_id,
                                         const char       *user_name,
                                         const char       *user_email,
                                         GError          **error);
/* Returns: (element-type utf8): ids of people whose name is not known, at most @limit after @after
 */
GPtrArray *herald_table_device_list_nameless (HeraldConnection *connection,
                                              const char       *environment_id,
                                              const char       *after,
                                              guint             limit,
                                              GError          **error);
/* Returns: (element-type HeraldDevice): registered ones first, then by last seen */
GPtrArray *herald_table_device_list (HeraldConnection *connection,
                                     const char       *environment_id,
                                     const char       *user_id,
                                     const char       *app_id,
                                     GError          **error);
/* Returns: (nullable): NULL without error when it was never seen */
HeraldDevice *herald_table_device_load (HeraldConnection *connection,
                                        const char       *environment_id,
                                        const char       *device_id,
                                        GError          **error);
/* When any device of the environment was last seen: how old what is kept is; 0 for never. */
gboolean herald_table_device_get_last_seen (HeraldConnection *connection,
                                            const char       *environment_id,
                                            gint64           *last_seen_us,
                                            GError          **error);

G_END_DECLS

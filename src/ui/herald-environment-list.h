/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environments to choose from: the emulator, which is always there, then the saved ones. */
#pragma once

#include <gio/gio.h>

#include "model/herald-environment.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ENVIRONMENT_LIST (herald_environment_list_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEnvironmentList,
                      herald_environment_list,
                      HERALD,
                      ENVIRONMENT_LIST,
                      GObject)

HeraldEnvironmentList *herald_environment_list_new (void);
void     herald_environment_list_follow (HeraldEnvironmentList *self, HeraldStore *store);
void     herald_environment_list_load_async (HeraldEnvironmentList *self,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
gboolean herald_environment_list_load_finish (HeraldEnvironmentList *self,
                                              GAsyncResult          *result,
                                              GError               **error);
void     herald_environment_list_fill (HeraldEnvironmentList *self, GPtrArray *saved);
/* Returns: (transfer none) (element-type HeraldEnvironment) */
GListModel *herald_environment_list_get_model (HeraldEnvironmentList *self);
/* Returns: (transfer none) (nullable) */
HeraldEnvironment *herald_environment_list_find (HeraldEnvironmentList *self, const char *id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list model over any number of rows: an id index in memory, pages of rows read as they are
 * looked at, never a wait on the main thread. */
#pragma once

#include "store/herald-row-query.h"
#include "store/herald-row.h"

G_BEGIN_DECLS

#define HERALD_ROW_MODEL_PAGE_ROWS 128
#define HERALD_ROW_MODEL_MAX_PAGES 32

#define HERALD_TYPE_ROW_MODEL (herald_row_model_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRowModel, herald_row_model, HERALD, ROW_MODEL, GObject)

HeraldRowModel *herald_row_model_new (HeraldStore *store);
void            herald_row_model_set_query (HeraldRowModel *self, HeraldRowQuery *query);
HeraldRowQuery *herald_row_model_get_query (HeraldRowModel *self);  /* (nullable) */
gboolean        herald_row_model_is_loading (HeraldRowModel *self); /* notify::loading */
/* (nullable): why the last reading failed; notify::error */
const GError *herald_row_model_get_error (HeraldRowModel *self);
guint         herald_row_model_get_n_pages (HeraldRowModel *self); /* held now */
gint64        herald_row_model_get_row_id (HeraldRowModel *self, guint position);

G_END_DECLS

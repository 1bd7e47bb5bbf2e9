/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a HeraldRowModel shows: which rows in which order, and how to read a page of them. */
#pragma once

#include "store/herald-store.h"

G_BEGIN_DECLS

typedef struct
{
  HeraldTables tables; /* a change of these rebuilds the index */
  /* On the read lane: appends the ids in order to @ids (element-type gint64). */
  gboolean (*read_ids) (HeraldConnection *connection,
                        gconstpointer     data,
                        GArray           *ids,
                        GError          **error);
  /* On the read lane: sets @items[i] to the object with @ids[i], or leaves NULL where it is gone.
   */
  gboolean (*read_rows) (HeraldConnection *connection,
                         gconstpointer     data,
                         const gint64     *ids,
                         gsize             n_ids,
                         GObject         **items,
                         GError          **error);
} HeraldRowSource;

#define HERALD_TYPE_ROW_QUERY (herald_row_query_get_type ())
typedef struct _HeraldRowQuery HeraldRowQuery;

GType herald_row_query_get_type (void);
HeraldRowQuery *
herald_row_query_new (const HeraldRowSource *source, gpointer data, GDestroyNotify destroy);
HeraldRowQuery        *herald_row_query_ref (HeraldRowQuery *self);
void                   herald_row_query_unref (HeraldRowQuery *self);
const HeraldRowSource *herald_row_query_get_source (HeraldRowQuery *self);
gconstpointer          herald_row_query_get_data (HeraldRowQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldRowQuery, herald_row_query_unref)

G_END_DECLS

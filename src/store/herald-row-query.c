/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query of a row model, shared by the main thread and the read lane. */
#include "config.h"

#include "store/herald-row-query.h"

struct _HeraldRowQuery
{
  const HeraldRowSource *source; /* (unowned): a constant */
  gpointer               data;   /* (owned) (nullable) */
  GDestroyNotify         destroy;
};

G_DEFINE_BOXED_TYPE (HeraldRowQuery, herald_row_query, herald_row_query_ref, herald_row_query_unref)

static void
row_query_clear (gpointer data)
{
  HeraldRowQuery *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
}

/**
 * herald_row_query_new:
 * @source: how rows are read; a constant
 * @data: (transfer full) (nullable): what the functions of @source get; never changed from now on
 * @destroy: (nullable): frees @data
 *
 * Returns: (transfer full): a query
 */
HeraldRowQuery *
herald_row_query_new (const HeraldRowSource *source, gpointer data, GDestroyNotify destroy)
{
  HeraldRowQuery *self;

  g_return_val_if_fail (source != NULL, NULL);

  self = g_atomic_rc_box_new0 (HeraldRowQuery);
  self->source = source;
  self->data = data;
  self->destroy = destroy;
  return self;
}

/**
 * herald_row_query_ref:
 * @self: a query
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): @self
 */
HeraldRowQuery *
herald_row_query_ref (HeraldRowQuery *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * herald_row_query_unref:
 * @self: (transfer full): a query
 *
 * **Thread:** any.
 */
void
herald_row_query_unref (HeraldRowQuery *self)
{
  g_atomic_rc_box_release_full (self, row_query_clear);
}

/**
 * herald_row_query_get_source:
 * @self: a query
 *
 * **Thread:** any.
 *
 * Returns: (transfer none): how its rows are read
 */
const HeraldRowSource *
herald_row_query_get_source (HeraldRowQuery *self)
{
  return self->source;
}

/**
 * herald_row_query_get_data:
 * @self: a query
 *
 * **Thread:** any.
 *
 * Returns: (transfer none) (nullable): what its source's functions get
 */
gconstpointer
herald_row_query_get_data (HeraldRowQuery *self)
{
  return self->data;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a query of the store as a list. The ids of all rows stand in memory (8 bytes a row); rows
 * are read in pages when somebody looks at them and forgotten when 32 newer pages were looked at. A
 * row object that somebody still holds stays the row of its id, whatever becomes of its page. */
#include "config.h"

#include "store/herald-row-model.h"

#include "base/herald-error.h"
#include "store/herald-row-private.h"

#define PAGE_ROWS HERALD_ROW_MODEL_PAGE_ROWS

/* Rows that stand beside one another, kept alive for the next look. */
typedef struct
{
  guint      number; /* position / PAGE_ROWS */
  GPtrArray *rows;   /* (owned) (element-type HeraldRow) */
} Page;

/* On their way to the read lane and back. */
typedef struct
{
  HeraldRowQuery *query; /* (owned) */
  GArray         *ids;   /* (owned) (element-type gint64) */
  GPtrArray      *items; /* (owned) (nullable) (element-type GObject): of the ids; may hold NULL */
} Job;

struct _HeraldRowModel
{
  GObject parent_instance;

  HeraldStore    *store; /* (owned) */
  HeraldRowQuery *query; /* (owned) (nullable) */

  GArray     *ids;    /* (owned) (element-type gint64): the index */
  GQueue      pages;  /* (element-type Page) (owned): last looked at first */
  GHashTable *living; /* (owned) (element-type gint64 HeraldRow): every row somebody holds */

  GCancellable *cancellable; /* (owned): ends with the query */
  gboolean      indexing;    /* a job for the index is on its way */
  gboolean      index_again; /* the tables changed since it started */
  gboolean      loading;     /* the query has no index yet */
  GError       *error;       /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_ERROR,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
page_free (gpointer data)
{
  Page *page = data;

  g_ptr_array_unref (page->rows);
  g_free (page);
}

static void
clear_item (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

static Job *
job_new (HeraldRowQuery *query)
{
  Job *job = g_new0 (Job, 1);

  job->query = herald_row_query_ref (query);
  job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  herald_row_query_unref (job->query);
  g_clear_pointer (&job->ids, g_array_unref);
  g_clear_pointer (&job->items, g_ptr_array_unref);
  g_free (job);
}

/* Who waits for an answer. The model may be gone by then: it is held weakly. */
typedef struct
{
  GWeakRef        model;
  HeraldRowQuery *query; /* (owned) */
} Waiting;

static Waiting *
waiting_new (HeraldRowModel *self)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  g_weak_ref_init (&waiting->model, self);
  waiting->query = herald_row_query_ref (self->query);
  return waiting;
}

static void
waiting_free (Waiting *waiting)
{
  g_weak_ref_clear (&waiting->model);
  herald_row_query_unref (waiting->query);
  g_free (waiting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void
set_error (HeraldRowModel *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
set_loading (HeraldRowModel *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* On the read lane. */
static gboolean
rows_run (HeraldConnection *connection, gpointer data, GError **error)
{
  Job                   *job = data;
  const HeraldRowSource *source = herald_row_query_get_source (job->query);

  job->items = g_ptr_array_new_with_free_func (clear_item);
  g_ptr_array_set_size (job->items, (int) job->ids->len);
  return source->read_rows (connection, herald_row_query_get_data (job->query),
                            (const gint64 *) (gpointer) job->ids->data, job->ids->len,
                            (GObject **) job->items->pdata, error);
}

static void
rows_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  g_autoptr (HeraldRowModel) self = g_weak_ref_get (&waiting->model);
  g_autoptr (GError) error = NULL;
  Job *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (self == NULL || herald_error_is_cancelled (error) || waiting->query != self->query)
    return;
  set_error (self, error);
  for (guint i = 0; job != NULL && i < job->ids->len; i++)
    {
      HeraldRow *row = g_hash_table_lookup (self->living, &g_array_index (job->ids, gint64, i));

      if (row != NULL)
        herald_row_take_item (row, g_steal_pointer (&g_ptr_array_index (job->items, i)));
    }
}

static void
read_rows (HeraldRowModel *self, Job *job)
{
  herald_store_read_async (self->store, rows_run, job, job_free, self->cancellable, rows_read_cb,
                           waiting_new (self));
}

static HeraldRow *
dup_row (HeraldRowModel *self, gint64 id)
{
  HeraldRow *row = g_hash_table_lookup (self->living, &id);

  return row != NULL ? g_object_ref (row) : herald_row_new (id, self->living);
}

static Page *
make_page (HeraldRowModel *self, guint number)
{
  guint first = number * PAGE_ROWS;
  guint end = MIN (first + PAGE_ROWS, self->ids->len);
  Page *page = g_new0 (Page, 1);
  Job  *job = job_new (self->query);

  page->number = number;
  page->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = first; i < end; i++)
    {
      gint64     id = g_array_index (self->ids, gint64, i);
      HeraldRow *row = dup_row (self, id);

      g_ptr_array_add (page->rows, row);
      if (!herald_row_is_loaded (row))
        g_array_append_val (job->ids, id);
    }
  if (job->ids->len > 0)
    read_rows (self, job);
  else
    job_free (job);
  return page;
}

static Page *
get_page (HeraldRowModel *self, guint number)
{
  Page *page;

  for (GList *link = self->pages.head; link != NULL; link = link->next)
    {
      page = link->data;
      if (page->number != number)
        continue;
      g_queue_unlink (&self->pages, link);
      g_queue_push_head_link (&self->pages, link);
      return page;
    }
  page = make_page (self, number);
  g_queue_push_head (&self->pages, page);
  if (self->pages.length > HERALD_ROW_MODEL_MAX_PAGES)
    page_free (g_queue_pop_tail (&self->pages));
  return page;
}

/* Reads again what stays on somebody's screen. */
static void
refresh_rows (HeraldRowModel *self, GArray *ids)
{
  for (guint first = 0; first < ids->len; first += PAGE_ROWS)
    {
      Job *job = job_new (self->query);

      g_array_append_vals (job->ids, &g_array_index (ids, gint64, first),
                           MIN (PAGE_ROWS, ids->len - first));
      read_rows (self, job);
    }
}

static GArray *
list_living (HeraldRowModel *self)
{
  GArray        *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer       id;

  g_hash_table_iter_init (&iter, self->living);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (ids, id, 1);
  return ids;
}

/* Equal head and tail stay; one signal covers the middle. */
static void
take_index (HeraldRowModel *self, GArray *ids)
{
  g_autoptr (GArray) old = self->ids;
  g_autoptr (GArray) stale = NULL;
  const gint64 *before = (const gint64 *) (gpointer) old->data;
  const gint64 *after = (const gint64 *) (gpointer) ids->data;
  guint         shorter = MIN (old->len, ids->len);
  guint         head = 0;
  guint         tail = 0;

  while (head < shorter && before[head] == after[head])
    head++;
  while (tail < shorter - head && before[old->len - 1 - tail] == after[ids->len - 1 - tail])
    tail++;
  self->ids = g_array_ref (ids);
  g_queue_clear_full (&self->pages, page_free);
  stale = list_living (self);
  if (head + tail < old->len || head + tail < ids->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                ids->len - head - tail);
  refresh_rows (self, stale);
}

/* On the read lane. */
static gboolean
index_run (HeraldConnection *connection, gpointer data, GError **error)
{
  Job                   *job = data;
  const HeraldRowSource *source = herald_row_query_get_source (job->query);

  return source->read_ids (connection, herald_row_query_get_data (job->query), job->ids, error);
}

static void start_index (HeraldRowModel *self);

static void
index_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  g_autoptr (HeraldRowModel) self = g_weak_ref_get (&waiting->model);
  g_autoptr (GError) error = NULL;
  Job *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (self == NULL || waiting->query != self->query)
    return;
  self->indexing = FALSE;
  set_error (self, error);
  if (self->index_again)
    start_index (self);
  if (job != NULL)
    take_index (self, job->ids);
  set_loading (self, FALSE);
}

/* One at a time: what changes meanwhile is read by one more. */
static void
start_index (HeraldRowModel *self)
{
  self->index_again = self->indexing;
  if (self->indexing)
    return;
  self->indexing = TRUE;
  herald_store_read_async (self->store, index_run, job_new (self->query), job_free,
                           self->cancellable, index_read_cb, waiting_new (self));
}

static void
store_changed_cb (HeraldStore *store, guint tables, HeraldRowModel *self)
{
  if (self->query != NULL && (herald_row_query_get_source (self->query)->tables & tables) != 0)
    start_index (self);
}

static GType
get_item_type (GListModel *list)
{
  return HERALD_TYPE_ROW;
}

static guint
get_n_items (GListModel *list)
{
  return HERALD_ROW_MODEL (list)->ids->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  HeraldRowModel *self = HERALD_ROW_MODEL (list);
  Page           *page;

  if (position >= self->ids->len)
    return NULL;
  page = get_page (self, position / PAGE_ROWS);
  return g_object_ref (g_ptr_array_index (page->rows, position % PAGE_ROWS));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldRowModel,
                               herald_row_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
herald_row_model_dispose (GObject *object)
{
  HeraldRowModel *self = HERALD_ROW_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->pages, page_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (herald_row_model_parent_class)->dispose (object);
}

static void
herald_row_model_finalize (GObject *object)
{
  HeraldRowModel *self = HERALD_ROW_MODEL (object);

  g_clear_pointer (&self->query, herald_row_query_unref);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->living, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (herald_row_model_parent_class)->finalize (object);
}

static void
herald_row_model_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HeraldRowModel *self = HERALD_ROW_MODEL (object);

  switch (property_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_row_model_class_init (HeraldRowModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_row_model_dispose;
  object_class->finalize = herald_row_model_finalize;
  object_class->get_property = herald_row_model_get_property;

  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_row_model_init (HeraldRowModel *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->living = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->pages);
}

/**
 * herald_row_model_new:
 * @store: where the rows are
 *
 * Returns: (transfer full): an empty model without a query
 */
HeraldRowModel *
herald_row_model_new (HeraldStore *store)
{
  HeraldRowModel *self;

  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);

  self = g_object_new (HERALD_TYPE_ROW_MODEL, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  return self;
}

/* Rows of another source have ids of another table. */
static void
forget_rows (HeraldRowModel *self)
{
  guint n_rows = self->ids->len;

  g_queue_clear_full (&self->pages, page_free);
  g_clear_pointer (&self->living, g_hash_table_unref);
  self->living = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_array_set_size (self->ids, 0);
  if (n_rows > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_rows, 0);
}

/**
 * herald_row_model_set_query:
 * @self: a model
 * @query: what to show from now on
 *
 * Drops what was under way for an older query. The old rows stay until the new index is there.
 */
void
herald_row_model_set_query (HeraldRowModel *self, HeraldRowQuery *query)
{
  g_autoptr (HeraldRowQuery) old = NULL;

  g_return_if_fail (HERALD_IS_ROW_MODEL (self));
  g_return_if_fail (query != NULL);

  if (self->query == query)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  old = self->query;
  self->query = herald_row_query_ref (query);
  if (old != NULL && herald_row_query_get_source (old) != herald_row_query_get_source (query))
    forget_rows (self);
  self->indexing = FALSE;
  set_loading (self, TRUE);
  start_index (self);
}

/**
 * herald_row_model_get_query:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): what it shows
 */
HeraldRowQuery *
herald_row_model_get_query (HeraldRowModel *self)
{
  g_return_val_if_fail (HERALD_IS_ROW_MODEL (self), NULL);

  return self->query;
}

/**
 * herald_row_model_is_loading:
 * @self: a model
 *
 * Returns: whether the query was set and its rows are not known yet
 */
gboolean
herald_row_model_is_loading (HeraldRowModel *self)
{
  g_return_val_if_fail (HERALD_IS_ROW_MODEL (self), FALSE);

  return self->loading;
}

/**
 * herald_row_model_get_error:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): why the last reading failed
 */
const GError *
herald_row_model_get_error (HeraldRowModel *self)
{
  g_return_val_if_fail (HERALD_IS_ROW_MODEL (self), NULL);

  return self->error;
}

/**
 * herald_row_model_get_n_pages:
 * @self: a model
 *
 * Returns: how many pages it holds, at most %HERALD_ROW_MODEL_MAX_PAGES
 */
guint
herald_row_model_get_n_pages (HeraldRowModel *self)
{
  g_return_val_if_fail (HERALD_IS_ROW_MODEL (self), 0);

  return self->pages.length;
}

/**
 * herald_row_model_get_row_id:
 * @self: a model
 * @position: less than the number of items
 *
 * For a selection that outlives the rows; nothing is read.
 *
 * Returns: the id of the row at @position
 */
gint64
herald_row_model_get_row_id (HeraldRowModel *self, guint position)
{
  g_return_val_if_fail (HERALD_IS_ROW_MODEL (self), 0);
  g_return_val_if_fail (position < self->ids->len, 0);

  return g_array_index (self->ids, gint64, position);
}

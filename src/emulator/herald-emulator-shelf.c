/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table and the order in which its keys came. */
#include "config.h"

#include "emulator/herald-emulator-shelf.h"

#include "crypto/herald-jwt.h"

#include <sys/random.h>

#define TOKEN_BYTES 32

struct _HeraldEmulatorShelf
{
  GHashTable *items; /* (owned): token to item */
  GQueue      order; /* (element-type utf8) (owned): tokens, the oldest first */
  guint       most;

  GDestroyNotify destroy;
};

/**
 * herald_emulator_shelf_make_token:
 *
 * Returns: (transfer full): 256 random bits as base64url
 */
char *
herald_emulator_shelf_make_token (void)
{
  guint8 bytes[TOKEN_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gives no random bytes");
  return herald_base64url_encode (bytes, sizeof bytes);
}

/**
 * herald_emulator_shelf_new:
 * @most: how many items it holds
 * @destroy: frees an item
 *
 * Returns: (transfer full): an empty shelf
 */
HeraldEmulatorShelf *
herald_emulator_shelf_new (guint most, GDestroyNotify destroy)
{
  HeraldEmulatorShelf *self = g_new0 (HeraldEmulatorShelf, 1);

  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, destroy);
  self->most = most;
  self->destroy = destroy;
  g_queue_init (&self->order);
  return self;
}

/**
 * herald_emulator_shelf_add_as:
 * @self: the shelf
 * @token: a name for @item
 * @item: (transfer full): what to keep
 *
 * Returns: %FALSE when the name is taken; @item is freed then
 */
gboolean
herald_emulator_shelf_add_as (HeraldEmulatorShelf *self, const char *token, gpointer item)
{
  if (g_hash_table_contains (self->items, token))
    {
      self->destroy (item);
      return FALSE;
    }
  while (g_hash_table_size (self->items) >= self->most)
    {
      g_autofree char *oldest = g_queue_pop_head (&self->order);

      g_hash_table_remove (self->items, oldest);
    }
  g_hash_table_insert (self->items, g_strdup (token), item);
  g_queue_push_tail (&self->order, g_strdup (token));
  return TRUE;
}

/**
 * herald_emulator_shelf_add:
 * @self: the shelf
 * @item: (transfer full): what to keep
 *
 * Returns: (transfer none): the unguessable token that finds it again
 */
const char *
herald_emulator_shelf_add (HeraldEmulatorShelf *self, gpointer item)
{
  g_autofree char *token = herald_emulator_shelf_make_token ();

  herald_emulator_shelf_add_as (self, token, item);
  return g_queue_peek_tail (&self->order);
}

/**
 * herald_emulator_shelf_find:
 * @self: the shelf
 * @token: (nullable): what somebody came with
 *
 * Returns: (transfer none) (nullable): the item
 */
gpointer
herald_emulator_shelf_find (HeraldEmulatorShelf *self, const char *token)
{
  return token != NULL ? g_hash_table_lookup (self->items, token) : NULL;
}

/**
 * herald_emulator_shelf_search:
 * @self: the shelf
 * @func: says whether an item is the one
 * @user_data: for @func
 *
 * Returns: (transfer none) (nullable): the newest item that @func takes
 */
gpointer
herald_emulator_shelf_search (HeraldEmulatorShelf    *self,
                              HeraldEmulatorShelfFunc func,
                              gconstpointer           user_data)
{
  for (GList *link = self->order.tail; link != NULL; link = link->prev)
    {
      gpointer item = g_hash_table_lookup (self->items, link->data);

      if (func (item, user_data))
        return item;
    }
  return NULL;
}

/**
 * herald_emulator_shelf_remove:
 * @self: the shelf
 * @token: the name of an item; nothing happens when there is none
 */
void
herald_emulator_shelf_remove (HeraldEmulatorShelf *self, const char *token)
{
  GList *link = g_queue_find_custom (&self->order, token, (GCompareFunc) g_strcmp0);

  if (link == NULL)
    return;
  /* @token may be the key itself. */
  g_hash_table_remove (self->items, link->data);
  g_free (link->data);
  g_queue_delete_link (&self->order, link);
}

/**
 * herald_emulator_shelf_clear:
 * @self: the shelf
 */
void
herald_emulator_shelf_clear (HeraldEmulatorShelf *self)
{
  g_hash_table_remove_all (self->items);
  g_queue_clear_full (&self->order, g_free);
}

/**
 * herald_emulator_shelf_free:
 * @self: the shelf
 */
void
herald_emulator_shelf_free (HeraldEmulatorShelf *self)
{
  herald_emulator_shelf_clear (self);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_free (self);
}

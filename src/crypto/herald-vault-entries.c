/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values, and their plain form within the file: how many, then each name and value with
 * its length before and a zero byte behind, in the order of their names. Numbers are big endian.
 * What was read is one block of locked memory that the values point into; what is set gets a block
 * of its own. */
#include "config.h"

#include "crypto/herald-vault-entries.h"

#include "base/herald-error.h"
#include "crypto/herald-locked-text.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define NUMBER_BYTES 4

struct _HeraldVaultEntries
{
  GHashTable *values; /* (owned) (element-type utf8 utf8): names are owned, values are not */
  char       *block;  /* (owned) (nullable): what was read */
  GPtrArray  *texts;  /* (owned) (element-type utf8): what was set, also when it is replaced */
};

typedef struct
{
  const char *at;
  gsize       left;
} Reader;

static void
free_text (gpointer text)
{
  herald_locked_text_free (text);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
read_number (Reader *reader, guint32 *number)
{
  guint32 big_endian;

  if (reader->left < NUMBER_BYTES)
    return FALSE;
  memcpy (&big_endian, reader->at, NUMBER_BYTES);
  reader->at += NUMBER_BYTES;
  reader->left -= NUMBER_BYTES;
  *number = GUINT32_FROM_BE (big_endian);
  return TRUE;
}

/* Returns: (nullable): valid text within the block */
static const char *
read_text (Reader *reader, gsize most_bytes)
{
  const char *text = NULL;
  guint32     length = 0;

  if (!read_number (reader, &length) || length > most_bytes || length >= reader->left)
    return NULL;
  text = reader->at;
  if (text[length] != '\0' || !g_utf8_validate_len (text, (gsize) length, NULL))
    return NULL;
  reader->at += length + 1;
  reader->left -= (gsize) length + 1;
  return text;
}

static gboolean
read_entries (HeraldVaultEntries *self, Reader *reader)
{
  const char *last = NULL;
  guint32     n_entries = 0;

  if (!read_number (reader, &n_entries) || n_entries > HERALD_VAULT_MAX_ENTRIES)
    return FALSE;
  for (guint32 i = 0; i < n_entries; i++)
    {
      const char *name = read_text (reader, HERALD_VAULT_MAX_NAME_BYTES);
      const char *value = name != NULL ? read_text (reader, HERALD_VAULT_MAX_VALUE_BYTES) : NULL;

      if (value == NULL || (last != NULL && strcmp (last, name) >= 0))
        return FALSE;
      g_hash_table_insert (self->values, g_strdup (name), (gpointer) (gsize) value);
      last = name;
    }
  return reader->left == 0;
}

static gsize
count_bytes (HeraldVaultEntries *self)
{
  gsize          size = NUMBER_BYTES;
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    size += (gsize) 2 * (NUMBER_BYTES + 1) + strlen (name) + strlen (value);
  return size;
}

static guint8 *
write_number (guint8 *at, gsize number)
{
  const guint32 big_endian = GUINT32_TO_BE ((guint32) number);

  memcpy (at, &big_endian, NUMBER_BYTES);
  return at + NUMBER_BYTES;
}

static guint8 *
write_text (guint8 *at, const char *text)
{
  const gsize length = strlen (text);

  at = write_number (at, length);
  memcpy (at, text, length + 1);
  return at + length + 1;
}

/**
 * herald_vault_entries_new:
 *
 * Returns: (transfer full): no secrets
 */
HeraldVaultEntries *
herald_vault_entries_new (void)
{
  HeraldVaultEntries *self = g_new0 (HeraldVaultEntries, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->texts = g_ptr_array_new_with_free_func (free_text);
  return self;
}

/**
 * herald_vault_entries_parse:
 * @data: what herald_vault_entries_write() wrote
 * @size: how many bytes
 * @error: where to put an error
 *
 * **Errors:** SECRET when that is no list of secrets.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the secrets
 */
HeraldVaultEntries *
herald_vault_entries_parse (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (HeraldVaultEntries) self = herald_vault_entries_new ();
  Reader reader = { .left = size };

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  self->block = herald_locked_text_new_sized (size);
  if (size > 0)
    memcpy (self->block, data, size);
  reader.at = self->block;
  if (size <= HERALD_VAULT_MAX_BYTES && read_entries (self, &reader))
    return g_steal_pointer (&self);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                       _("The file of secrets holds no list of secrets; restore it from a backup"));
  return NULL;
}

/**
 * herald_vault_entries_write:
 * @self: secrets
 * @size: (out): how many bytes
 * @error: where to put an error
 *
 * **Errors:** INVALID when they are too large together.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): their plain form in locked memory, for sodium_free()
 */
guint8 *
herald_vault_entries_write (HeraldVaultEntries *self, gsize *size, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  guint8 *block;
  guint8 *at;

  g_return_val_if_fail (self != NULL && size != NULL, NULL);

  *size = count_bytes (self);
  if (*size > HERALD_VAULT_MAX_BYTES)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The file of secrets would be too large; remove some secrets first"));
      return NULL;
    }
  names = herald_vault_entries_list_names (self);
  block = (guint8 *) herald_locked_text_new_sized (*size);
  at = write_number (block, names->len);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      at = write_text (at, name);
      at = write_text (at, g_hash_table_lookup (self->values, name));
    }
  g_assert (at == block + *size);
  return block;
}

/**
 * herald_vault_entries_free:
 * @self: (transfer full) (nullable): secrets, which are wiped
 */
void
herald_vault_entries_free (HeraldVaultEntries *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->values);
  g_ptr_array_unref (self->texts);
  herald_locked_text_free (self->block);
  g_free (self);
}

/**
 * herald_vault_entries_get_size:
 * @self: secrets
 *
 * Returns: how many there are
 */
guint
herald_vault_entries_get_size (HeraldVaultEntries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->values);
}

/**
 * herald_vault_entries_get:
 * @self: secrets
 * @name: of one
 *
 * Returns: (transfer none) (nullable): the secret, until @self is freed
 */
const char *
herald_vault_entries_get (HeraldVaultEntries *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_hash_table_lookup (self->values, name);
}

/**
 * herald_vault_entries_set:
 * @self: secrets
 * @name: of one
 * @value: the secret; takes the place of an earlier one
 * @error: where to put an error
 *
 * **Errors:** INVALID when it is too large, is not UTF-8 or there are too many.
 *
 * Returns: whether it is there
 */
gboolean
herald_vault_entries_set (HeraldVaultEntries *self,
                          const char         *name,
                          const char         *value,
                          GError            **error)
{
  char *copy;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  if (strlen (name) > HERALD_VAULT_MAX_NAME_BYTES ||
      strlen (value) > HERALD_VAULT_MAX_VALUE_BYTES ||
      (g_hash_table_size (self->values) >= HERALD_VAULT_MAX_ENTRIES &&
       !g_hash_table_contains (self->values, name)) ||
      !g_utf8_validate (name, -1, NULL) || !g_utf8_validate (value, -1, NULL))
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The file of secrets takes no such secret: it is too large, is no "
                             "text, or there are too many"));
      return FALSE;
    }
  copy = herald_locked_text_new (value);
  g_ptr_array_add (self->texts, copy);
  g_hash_table_insert (self->values, g_strdup (name), copy);
  return TRUE;
}

/**
 * herald_vault_entries_remove:
 * @self: secrets
 * @name: of one
 *
 * Returns: whether it was there
 */
gboolean
herald_vault_entries_remove (HeraldVaultEntries *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return g_hash_table_remove (self->values, name);
}

static gboolean
has_prefix (gpointer name, gpointer value, gpointer prefix)
{
  return g_str_has_prefix (name, prefix);
}

/**
 * herald_vault_entries_remove_prefix:
 * @self: secrets
 * @prefix: how their names begin
 *
 * Returns: how many are gone
 */
guint
herald_vault_entries_remove_prefix (HeraldVaultEntries *self, const char *prefix)
{
  g_return_val_if_fail (self != NULL && prefix != NULL, 0);

  return g_hash_table_foreach_remove (self->values, has_prefix, (gpointer) (gsize) prefix);
}

/**
 * herald_vault_entries_list_names:
 * @self: secrets
 *
 * Returns: (transfer container) (element-type utf8): their names in order, until @self changes
 */
GPtrArray *
herald_vault_entries_list_names (HeraldVaultEntries *self)
{
  GPtrArray     *names;
  GHashTableIter iter;
  gpointer       name = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  names = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  return names;
}

//! Methods of options, which may have more fields one day.

/// Writes a method for each field of a struct of options, which returns the options with another value of the field.
macro_rules! with_methods {
    (
        impl $options:ident $(<$lifetime:lifetime>)? {
            $($method:ident: $field:ident: $kind:ty),* $(,)?
        }
    ) => {
        /// Every field has a method that sets it.
        impl $(<$lifetime>)? $options $(<$lifetime>)? {
            $(
                #[doc = concat!("Returns the options with this [`", stringify!($field), "`](Self::", stringify!($field), ").")]
                #[must_use]
                pub fn $method(mut self, $field: $kind) -> Self {
                    self.$field = $field;
                    self
                }
            )*
        }
    };
}
pub(crate) use with_methods;

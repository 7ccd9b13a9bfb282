//! Objects of JavaScript, created by JavaScript: Node sets a key of an object many times slower than JavaScript does.

use std::cell::{Cell, RefCell};
use std::ffi::CStr;
use std::ptr;

use napi::{Env, Error, Result, check_status, sys};

/// Converts a value to JavaScript.
pub trait ToJs {
    /// Returns the value, or `None` to omit its key.
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>>;

    /// Adds the value to others, with which it becomes an object or a list.
    fn push(self, flat: &mut Flat) -> Result<()>
    where
        Self: Sized,
    {
        let value = self.to_js(flat.env())?;
        flat.value(value)
    }
}

/// The most values that are passed at once. They are arguments of a function, which lie on its stack.
const MAX_VALUES: usize = 2000;

/// The names of a model's fields.
pub type Keys = &'static [&'static CStr];

/// The functions of `lib/assemble.js`, as references that end with their environment.
#[derive(Clone, Copy)]
struct Functions {
    /// `assemble(into, ...values)` returns the value that the values describe; with an array, appends all of them to it.
    assemble: sys::napi_ref,
    /// `shape(...keys)` returns the function that stands before the values of an object with these keys.
    shape: sys::napi_ref,
    /// The function that stands before the length and the values of a list.
    list: sys::napi_ref,
}

thread_local! {
    static FUNCTIONS: Cell<Option<Functions>> = const { Cell::new(None) };

    static SHAPES: RefCell<Vec<(Keys, sys::napi_ref)>> = const { RefCell::new(Vec::new()) };
}

/// Sets the functions of this thread, in the order of `Functions`.
pub fn set_assemble(env: Env, functions: [sys::napi_value; 3]) -> Result<()> {
    let [assemble, shape, list] = functions.map(|function| reference(env, function));
    FUNCTIONS.set(Some(Functions { assemble: assemble?, shape: shape?, list: list? }));
    SHAPES.take();
    Ok(())
}

fn reference(env: Env, function: sys::napi_value) -> Result<sys::napi_ref> {
    let mut reference = ptr::null_mut();
    // SAFETY: called on JavaScript's thread, with a function of the current call.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), function, 1, &mut reference) })?;
    Ok(reference)
}

fn value_of(env: Env, reference: sys::napi_ref) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: called on JavaScript's thread; the reference lives as long as its environment.
    check_status!(unsafe { sys::napi_get_reference_value(env.raw(), reference, &mut value) })?;
    Ok(value)
}

fn call(env: Env, function: sys::napi_ref, arguments: &[sys::napi_value]) -> Result<sys::napi_value> {
    let (function, this) = (value_of(env, function)?, undefined(env)?);
    let mut result = ptr::null_mut();
    // SAFETY: called on JavaScript's thread, with values of the current call.
    check_status!(unsafe {
        sys::napi_call_function(env.raw(), this, function, arguments.len(), arguments.as_ptr(), &mut result)
    })?;
    Ok(result)
}

fn undefined(env: Env) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: `undefined` always exists.
    check_status!(unsafe { sys::napi_get_undefined(env.raw(), &mut value) })?;
    Ok(value)
}

fn functions() -> Result<Functions> {
    FUNCTIONS.get().ok_or_else(|| Error::from_reason("chat44mp was not loaded through its package"))
}

/// Returns the function of a shape, which JavaScript creates once.
fn shape_of(env: Env, keys: Keys) -> Result<sys::napi_value> {
    let known = SHAPES.with_borrow(|shapes| shapes.iter().find(|(known, _)| ptr::eq(*known, keys)).copied());
    if let Some((_, shape)) = known {
        return value_of(env, shape);
    }
    let name = |key: &&CStr| key.to_string_lossy().into_owned().to_js(env);
    let names = keys.iter().filter_map(|key| name(key).transpose()).collect::<Result<Vec<_>>>()?;
    let shape = call(env, functions()?.shape, &names)?;
    let reference = reference(env, shape)?;
    SHAPES.with_borrow_mut(|shapes| shapes.push((keys, reference)));
    Ok(shape)
}

/// Values in the order in which JavaScript takes them.
pub struct Flat {
    env: Env,
    values: Vec<sys::napi_value>,
    absent: sys::napi_value,
    /// The shapes of the current call. A value has few, so that a search is fast.
    shapes: Vec<(Keys, sys::napi_value)>,
}

impl Flat {
    fn new(env: Env) -> Result<Flat> {
        let absent = undefined(env)?;
        // The first argument.
        Ok(Flat { env, values: vec![absent], absent, shapes: Vec::new() })
    }

    /// Converts a value.
    pub fn assemble(env: Env, value: impl ToJs) -> Result<Option<sys::napi_value>> {
        let mut flat = Flat::new(env)?;
        value.push(&mut flat)?;
        call(env, functions()?.assemble, &flat.values).map(Some)
    }

    /// Converts a list.
    pub(super) fn assemble_list<T: ToJs>(env: Env, items: Vec<T>) -> Result<Option<sys::napi_value>> {
        let mut list = ptr::null_mut();
        // SAFETY: called on JavaScript's thread, with its environment.
        check_status!(unsafe { sys::napi_create_array(env.raw(), &mut list) })?;
        let mut flat = Flat::new(env)?;
        flat.values.clear();
        flat.values.push(list);
        for item in items {
            item.push(&mut flat)?;
            if flat.values.len() > MAX_VALUES {
                call(env, functions()?.assemble, &flat.values)?;
                flat.values.truncate(1);
            }
        }
        if flat.values.len() > 1 {
            call(env, functions()?.assemble, &flat.values)?;
        }
        Ok(Some(list))
    }

    /// Starts an object, whose fields follow in the order of `keys`.
    pub fn object(&mut self, keys: Keys) -> Result<()> {
        let known = self.shapes.iter().find(|(known, _)| ptr::eq(*known, keys)).map(|(_, shape)| *shape);
        let shape = match known {
            Some(shape) => shape,
            None => {
                let shape = shape_of(self.env, keys)?;
                self.shapes.push((keys, shape));
                shape
            }
        };
        self.values.push(shape);
        Ok(())
    }

    /// Adds a list. A long one is passed on its own.
    pub(super) fn list<T: ToJs>(&mut self, items: Vec<T>) -> Result<()> {
        if items.len() > MAX_VALUES / 100 {
            return self.value(Flat::assemble_list(self.env, items)?);
        }
        let list = value_of(self.env, functions()?.list)?;
        self.values.push(list);
        let length = (items.len() as u32).to_js(self.env)?;
        self.value(length)?;
        items.into_iter().try_for_each(|item| item.push(self))
    }

    /// Adds a value, or the absence of one.
    pub fn value(&mut self, value: Option<sys::napi_value>) -> Result<()> {
        self.values.push(value.unwrap_or(self.absent));
        Ok(())
    }

    /// The environment of the values.
    pub fn env(&self) -> Env {
        self.env
    }
}

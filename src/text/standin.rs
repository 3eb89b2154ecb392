#![allow(missing_docs, dead_code)]
use std::fmt;
macro_rules! nt { ($($n:ident)*) => {$(
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)] pub struct $n(String);
impl $n { pub fn new(t:&str)->Result<$n,String>{Ok($n(t.to_owned()))} pub fn as_str(&self)->&str{&self.0} }
impl fmt::Display for $n{fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{f.write_str(&self.0)}}
)*}}
nt!{Iri Language Decimal Edtf Duration}
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)] pub struct Id(String);
#[derive(Clone, Debug, PartialEq, Eq)] pub struct IdError(String);
impl fmt::Display for IdError{fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{f.write_str(&self.0)}}
impl std::error::Error for IdError{}
impl Id{pub fn new(t:&str)->Result<Id,IdError>{ if t.chars().all(|c|c.is_ascii_lowercase()||c.is_ascii_digit()||c=='-')&&!t.is_empty(){Ok(Id(t.to_owned()))}else{Err(IdError(format!("`{t}` is no id")))}} pub fn as_str(&self)->&str{&self.0}}
impl fmt::Display for Id{fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{f.write_str(&self.0)}}
pub fn slug(t:&str)->Option<String>{Some(t.to_owned())}
impl Default for Language{fn default()->Self{Language("en".into())}}
impl Decimal{pub fn plain(&self)->String{self.0.clone()}}
impl Iri{pub(crate) fn from_parts(a:&str,b:&str)->Iri{Iri(format!("{a}{b}"))}}
#[derive(Clone, Debug, PartialEq)] pub enum Unit{Currency(String),Other(String)}
impl fmt::Display for Unit{fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{match self{Unit::Currency(a)|Unit::Other(a)=>f.write_str(a)}}}
#[derive(Clone, Debug, PartialEq)] pub struct Quantity{pub amount:Decimal,pub unit:Unit}
impl Quantity{pub fn new(t:&str)->Result<Quantity,String>{let (u,a)=t.split_once(' ').ok_or("no")?;Ok(Quantity{amount:Decimal(a.into()),unit:Unit::Currency(u.into())})}}
impl fmt::Display for Quantity{fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{write!(f,"{} {}",self.unit,self.amount)}}
